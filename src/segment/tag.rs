//! Element names as a small enum, with the two sets that decide segmentation.

/// Declares [`Tag`] with one variant per element name of the HTML standard that matters here.
macro_rules! tags {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// An HTML element name. Names outside the standard are [`Tag::Custom`] when they
        /// contain a hyphen (the standard's rule for custom elements), else [`Tag::Unknown`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum Tag { $($variant,)* Custom, Unknown }

        impl Tag {
            /// The tag of a lower-case local name.
            pub fn of(name: &str) -> Tag {
                match name {
                    $($name => Tag::$variant,)*
                    _ if name.contains('-') => Tag::Custom,
                    _ => Tag::Unknown,
                }
            }

            /// The element name as written in HTML; `custom` and `unknown` stand for the others.
            pub fn name(self) -> &'static str {
                match self { $(Tag::$variant => $name,)* Tag::Custom => "custom", Tag::Unknown => "unknown" }
            }
        }
    };
}

tags! {
    A = "a", Abbr = "abbr", Acronym = "acronym", Address = "address", Article = "article", Aside = "aside",
    Audio = "audio", B = "b", Base = "base", Bdi = "bdi", Bdo = "bdo", Big = "big", Blockquote = "blockquote",
    Body = "body", Br = "br", Button = "button", Canvas = "canvas", Caption = "caption", Center = "center",
    Cite = "cite", Code = "code", Col = "col", Colgroup = "colgroup", Data = "data", Datalist = "datalist",
    Dd = "dd", Del = "del", Details = "details", Dfn = "dfn", Dialog = "dialog", Dir = "dir", Div = "div",
    Dl = "dl", Dt = "dt", Em = "em", Embed = "embed", Fieldset = "fieldset", Figcaption = "figcaption",
    Figure = "figure", Font = "font", Footer = "footer", Form = "form", Frameset = "frameset",
    H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head", Header = "header",
    Hgroup = "hgroup", Hr = "hr", Html = "html", I = "i", Iframe = "iframe", Img = "img", Input = "input",
    Ins = "ins", Kbd = "kbd", Label = "label", Legend = "legend", Li = "li", Link = "link", Main = "main",
    Map = "map", Area = "area", Mark = "mark", Marquee = "marquee", Math = "math", Menu = "menu",
    Meta = "meta", Meter = "meter", Nav = "nav", Nobr = "nobr", Noframes = "noframes",
    Noscript = "noscript", Object = "object", Ol = "ol", Optgroup = "optgroup", Option = "option",
    Output = "output", P = "p", Picture = "picture", Pre = "pre", Progress = "progress", Q = "q",
    Rp = "rp", Rt = "rt", Ruby = "ruby", S = "s", Samp = "samp", Script = "script", Search = "search",
    Section = "section", Select = "select", Slot = "slot", Small = "small", Source = "source",
    Span = "span", Strike = "strike", Strong = "strong", Style = "style", Sub = "sub",
    Summary = "summary", Sup = "sup", Svg = "svg", Table = "table", Tbody = "tbody", Td = "td",
    Template = "template", Textarea = "textarea", Tfoot = "tfoot", Th = "th", Thead = "thead",
    Time = "time", Title = "title", Tr = "tr", Track = "track", Tt = "tt", U = "u", Ul = "ul",
    Var = "var", Video = "video", Wbr = "wbr", Xmp = "xmp", Plaintext = "plaintext", Listing = "listing",
}

impl Tag {
    /// Elements whose content is not text a reader reads: code, media, form values, metadata.
    pub fn is_dropped(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Script
                | Style
                | Template
                | Svg
                | Iframe
                | Object
                | Embed
                | Canvas
                | Audio
                | Video
                | Select
                | Option
                | Optgroup
                | Textarea
                | Input
                | Datalist
                | Head
                | Link
                | Meta
                | Map
                | Area
                | Progress
                | Meter
                | Title
                | Noframes
        )
    }

    /// Dropped elements that a browser shows as a box of their own, like a picture.
    pub fn is_replaced(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Svg | Iframe
                | Object
                | Embed
                | Canvas
                | Audio
                | Video
                | Select
                | Textarea
                | Input
                | Progress
                | Meter
        )
    }

    /// Inline elements whose words are not one with the words beside them: times, and elements that
    /// only the page's own scripts and styles know.
    pub fn is_apart(self) -> bool {
        matches!(self, Tag::Time | Tag::Custom | Tag::Unknown)
    }

    /// Elements that start and end a block: the ones a browser lays out on lines of their own,
    /// plus `button` and `label`, whose text never belongs to the sentence around them.
    pub fn is_block(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Address
                | Article
                | Aside
                | Blockquote
                | Body
                | Center
                | Dd
                | Details
                | Dialog
                | Dir
                | Div
                | Dl
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Header
                | Hgroup
                | Hr
                | Html
                | Legend
                | Li
                | Listing
                | Main
                | Menu
                | Nav
                | Ol
                | P
                | Plaintext
                | Pre
                | Search
                | Section
                | Summary
                | Table
                | Caption
                | Tbody
                | Td
                | Tfoot
                | Th
                | Thead
                | Tr
                | Ul
                | Button
                | Label
                | Xmp
                | Noscript
                | Frameset
                | Marquee
        )
    }

    /// The level of `h1` to `h6`.
    pub fn heading_level(self) -> std::option::Option<u8> {
        match self {
            Tag::H1 => Some(1),
            Tag::H2 => Some(2),
            Tag::H3 => Some(3),
            Tag::H4 => Some(4),
            Tag::H5 => Some(5),
            Tag::H6 => Some(6),
            _ => None,
        }
    }

    /// Elements in which white space is kept as written.
    pub fn is_preformatted(self) -> bool {
        matches!(self, Tag::Pre | Tag::Xmp | Tag::Listing | Tag::Plaintext)
    }
}

#[cfg(test)]
mod tests {
    use super::Tag;

    #[test]
    fn names_round_trip() {
        for name in ["a", "figcaption", "h3", "td", "blockquote"] {
            assert_eq!(Tag::of(name).name(), name);
        }
        assert_eq!(Tag::of("my-widget"), Tag::Custom);
        assert_eq!(Tag::of("kgw"), Tag::Unknown);
    }
}
