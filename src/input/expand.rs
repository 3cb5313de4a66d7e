//! Arguments → [`Input`]s.

use super::InputError;
use super::container::{Container, Kind};
use super::json_lines::Fields;
use super::own::is_own_output;
use super::record::Record;
use super::walk::{Walk, container_name, page_stem};
use crate::settings::MAX_BYTES;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One page to read, or the reason why there is none.
#[derive(Debug)]
#[non_exhaustive]
pub struct Input {
    /// As given, or as walked below a folder that was given: the `source` of the record.
    pub name: String,
    /// Where its bytes are.
    pub place: Place,
    /// Its place below the folder it was found in, without the extensions of a page: the name to
    /// give to what is made of it.
    pub stem: PathBuf,
}

/// Where the bytes of an input are.
#[derive(Debug)]
#[non_exhaustive]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// On standard input.
    Stdin,
    /// At an http or https address, which is the input's name.
    Url,
    /// In an archive, from which it was read.
    Record(Box<Record>),
    /// An archive that was left closed; see [`Inputs::closed`].
    Archive(PathBuf),
    /// Nowhere.
    Nowhere(InputError),
}

/// The inputs that a list of arguments stands for, found one at a time.
///
/// An argument is a file, a folder (all pages below it, see the [module](super)), an http or https
/// URL, or `-` for standard input. An archive among them stands for its pages; their names are that
/// of the archive with the place in it, and the address where it is known:
/// `news.warc.gz#offset=4711 https://news.example/a`, `pages.jsonl#line=3`, `pages.parquet#row=3`.
/// What cannot be found is an input as well: every argument gives at least one.
///
/// ```
/// use copydesk::input::{Inputs, Place};
///
/// let inputs: Vec<_> = Inputs::new(["https://news.example/a", "missing.html"]).collect();
/// assert_eq!(inputs.len(), 2);
/// assert!(matches!(inputs[1].place, Place::Nowhere(_)));
/// ```
pub struct Inputs {
    arguments: std::vec::IntoIter<PathBuf>,
    walk: Option<Folder>,
    avoid: Option<PathBuf>,
    /// More than one folder was given: their names keep them apart.
    many: bool,
    archive: Option<Archive>,
    opening: Opening,
    fields: Arc<Fields>,
    limit: usize,
}

/// Which archives are opened.
#[derive(Clone, Copy, PartialEq)]
enum Opening {
    All,
    /// Standard input can be read only once.
    Files,
    None,
}

/// An archive that is being read.
struct Archive {
    name: String,
    stem: PathBuf,
    pages: Container,
    count: u64,
    /// Found in a folder, where an empty one is nothing to be told of.
    walked: bool,
}

/// A folder that is being walked.
struct Folder {
    root: PathBuf,
    walk: Walk,
    empty: bool,
}

impl Inputs {
    /// The inputs of these arguments, in their order.
    pub fn new<A: Into<PathBuf>>(arguments: impl IntoIterator<Item = A>) -> Inputs {
        let arguments: Vec<PathBuf> = arguments.into_iter().map(Into::into).collect();
        let many = arguments.iter().filter(|path| path.is_dir()).count() > 1;
        Inputs {
            arguments: arguments.into_iter(),
            walk: None,
            avoid: None,
            many,
            archive: None,
            opening: Opening::All,
            fields: Arc::default(),
            limit: MAX_BYTES,
        }
    }

    /// Which fields of JSON lines and columns of Parquet files hold the pages.
    pub fn with_fields(mut self, fields: Fields) -> Inputs {
        self.fields = Arc::new(fields);
        self
    }

    /// Pages in archives over this number of bytes are failures.
    pub fn with_limit(mut self, bytes: usize) -> Inputs {
        self.limit = bytes;
        self
    }

    /// Leaves an archive on standard input alone: for a first look at the others.
    pub fn without_stdin(mut self) -> Inputs {
        self.opening = Opening::Files;
        self
    }

    /// Gives archives as [`Place::Archive`], for a count that costs little.
    pub fn closed(mut self) -> Inputs {
        self.opening = Opening::None;
        self
    }

    /// Leaves out a file or folder, which need not exist yet, so that output written below the
    /// input is not read again.
    pub fn avoiding(mut self, output: &Path) -> Inputs {
        let parent = output.parent().filter(|path| !path.as_os_str().is_empty());
        let beside = |parent: PathBuf| output.file_name().map(|name| parent.join(name));
        self.avoid = output
            .canonicalize()
            .ok()
            .or_else(|| parent.unwrap_or(Path::new(".")).canonicalize().ok().and_then(beside));
        self
    }

    fn argument(&mut self, path: PathBuf) -> Option<Input> {
        let name = path.to_string_lossy().into_owned();
        if name == "-" {
            if self.opening == Opening::All
                && let Some(kind) = Kind::of_stdin()
            {
                let container = Container::stdin(kind, &self.fields, self.limit);
                return self.enter(container, name, "stdin".into(), false);
            }
            return Some(Input { name, place: Place::Stdin, stem: "stdin".into() });
        }
        if let Some((scheme, _)) = name.split_once("://").filter(|_| !path.exists()) {
            let place = match is_url(&name) {
                true => Place::Url,
                false if scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                    Place::Nowhere(InputError::Scheme)
                }
                false => Place::Nowhere(InputError::Missing),
            };
            let stem = url_stem(&name);
            return Some(Input { name, place, stem });
        }
        let stem = stem_below(&path, path.parent().unwrap_or(Path::new("")));
        let nowhere = |name, stem, error| Some(Input { name, stem, place: Place::Nowhere(error) });
        match std::fs::metadata(&path) {
            Err(error) => nowhere(name, stem, error.into()),
            Ok(found) if !found.is_dir() => {
                // A pipe has no second start to look at.
                let kind = if found.is_file() { Kind::of_file(&path) } else { None };
                match kind {
                    Some(kind) => self.open(path, kind, name, stem, false),
                    None => Some(Input { name, stem, place: Place::File(path) }),
                }
            }
            Ok(_) => match Walk::new(&path, self.avoid.clone()) {
                Err(error) => nowhere(name, stem, error.into()),
                Ok(walk) => {
                    self.walk = Some(Folder { root: path, walk, empty: true });
                    None
                }
            },
        }
    }

    /// Opens an archive; gives an input if there is something to say instead of its pages.
    fn open(
        &mut self,
        path: PathBuf,
        kind: Kind,
        name: String,
        stem: PathBuf,
        walked: bool,
    ) -> Option<Input> {
        if self.opening == Opening::None {
            return Some(Input { name, stem, place: Place::Archive(path) });
        }
        let container = Container::open(&path, kind, &self.fields, self.limit);
        self.enter(container, name, stem, walked)
    }

    fn enter(
        &mut self,
        container: Result<Container, InputError>,
        name: String,
        stem: PathBuf,
        walked: bool,
    ) -> Option<Input> {
        match container {
            Err(error) => Some(Input { name, stem, place: Place::Nowhere(error) }),
            Ok(pages) => {
                self.archive = Some(Archive { name, stem, pages, count: 0, walked });
                None
            }
        }
    }

    /// The next page of the archive that is open.
    fn archived(&mut self) -> Option<Input> {
        let archive = self.archive.as_mut()?;
        let Some((at, url, place)) = archive.pages.next() else {
            let Archive { name, stem, count, walked, .. } = self.archive.take()?;
            let place = Place::Nowhere(InputError::NoRecords);
            return (count == 0 && !walked).then_some(Input { name, stem, place });
        };
        archive.count += 1;
        let (mut name, mut stem) = (format!("{}#{at}", archive.name), archive.stem.clone());
        match url {
            None => stem.push(format!("{:06}", archive.count)),
            Some(url) => {
                name.push(' ');
                name.push_str(&url);
                stem.push(url_stem(&url));
            }
        }
        Some(Input { name, stem, place })
    }

    fn walked(&mut self) -> Option<Input> {
        loop {
            let folder = self.walk.as_mut()?;
            let (path, error) = match folder.walk.next() {
                Some(Ok(path)) => (path, None),
                Some(Err((path, error))) => (path, Some(error.into())),
                None if folder.empty => (folder.root.clone(), Some(InputError::NoPages)),
                None => {
                    self.walk = None;
                    return None;
                }
            };
            folder.empty = false;
            let mut stem = stem_below(&path, &folder.root);
            if self.many
                && let Some(name) = folder.root.file_name()
            {
                stem = Path::new(name).join(stem);
            }
            let name = path.to_string_lossy().into_owned();
            if let Some(error) = error {
                return Some(Input { name, stem, place: Place::Nowhere(error) });
            }
            let Some(kind) = container_name(&path) else {
                return Some(Input { name, stem, place: Place::File(path) });
            };
            if is_own_output(&path, kind) {
                continue;
            }
            if let Some(input) = self.open(path, kind, name, stem, true) {
                return Some(input);
            }
            if let Some(input) = self.archived() {
                return Some(input);
            }
        }
    }
}

impl Iterator for Inputs {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            if let Some(input) = self.archived() {
                return Some(input);
            }
            if let Some(input) = self.walked() {
                return Some(input);
            }
            let argument = self.arguments.next()?;
            if let Some(input) = self.argument(argument) {
                return Some(input);
            }
        }
    }
}

/// May the argument stand for more than one page: a folder or an archive? Standard input is waited
/// for.
pub fn may_be_many(argument: &Path) -> bool {
    if argument.as_os_str() == "-" {
        return Kind::of_stdin().is_some();
    }
    argument.is_dir() || argument.is_file() && Kind::of_file(argument).is_some()
}

/// Is the argument an address to fetch?
pub fn is_url(argument: &str) -> bool {
    let starts = |scheme: &str| {
        argument.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    starts("http://") || starts("https://")
}

/// The path below a folder, without the extensions of a page.
fn stem_below(path: &Path, folder: &Path) -> PathBuf {
    let below = path.strip_prefix(folder).unwrap_or(path);
    match page_stem(below) {
        Some(stem) => below.with_file_name(stem),
        None => below.to_owned(),
    }
}

/// A path for a URL: its host, then what it says after, as far as file names can say it.
fn url_stem(url: &str) -> PathBuf {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let parts = rest.split('/').filter(|part| !part.is_empty() && *part != "." && *part != "..");
    let path: PathBuf = parts
        .map(|part| {
            let safe = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
            part.chars().take(100).map(|c| if safe(c) { c } else { '-' }).collect::<String>()
        })
        .collect();
    if path.components().count() < 2 {
        path.join("index")
    } else {
        stem_below(&path, Path::new(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(inputs: Inputs) -> Vec<(String, String)> {
        inputs.map(|input| (input.name, input.stem.to_string_lossy().into_owned())).collect()
    }

    #[test]
    fn arguments_and_what_stands_below_them() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir_all(root.join("in/sub")).unwrap();
        fs::create_dir_all(root.join("in/out")).unwrap();
        fs::write(root.join("in/sub/a.html.gz"), "").unwrap();
        fs::write(root.join("in/out/b.html"), "").unwrap();
        fs::write(root.join("page.pdf"), "").unwrap();
        let path = |name: &str| root.join(name).to_str().unwrap().to_owned();
        let arguments = [path("in"), "-".into(), path("page.pdf"), path("none.html")];
        let found = names(Inputs::new(arguments).avoiding(&root.join("in/out")));
        let expected = [
            (path("in/sub/a.html.gz"), "sub/a"),
            ("-".into(), "stdin"),
            (path("page.pdf"), "page.pdf"),
            (path("none.html"), "none"),
        ];
        assert_eq!(found, expected.map(|(name, stem)| (name, stem.to_owned())));
    }

    #[test]
    fn two_folders_keep_their_names() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["one", "two"] {
            fs::create_dir_all(dir.path().join(name)).unwrap();
            fs::write(dir.path().join(name).join("a.html"), "").unwrap();
        }
        let inputs = Inputs::new([dir.path().join("one"), dir.path().join("two")]);
        let stems: Vec<_> = inputs.map(|input| input.stem).collect();
        assert_eq!(stems, [Path::new("one/a"), Path::new("two/a")]);
    }

    #[test]
    fn a_folder_without_pages_is_an_input_that_failed() {
        let dir = tempfile::tempdir().unwrap();
        let inputs: Vec<_> = Inputs::new([dir.path()]).collect();
        assert!(matches!(&inputs[..], [Input { place: Place::Nowhere(InputError::NoPages), .. }]));
    }

    #[test]
    fn addresses() {
        let input = |url: &str| Inputs::new([url]).next().unwrap();
        assert!(matches!(input("HTTPS://news.example/a").place, Place::Url));
        assert!(matches!(input("ftp://news.example/a").place, Place::Nowhere(InputError::Scheme)));
        let stem = |url: &str| input(url).stem.to_str().unwrap().to_owned();
        assert_eq!(stem("https://news.example/2026/a.html"), "news.example/2026/a");
        assert_eq!(stem("https://news.example/a?id=1&x#top"), "news.example/a-id-1-x");
        assert_eq!(stem("https://news.example/../.."), "news.example/index");
    }
}
