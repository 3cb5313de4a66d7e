//! The stream in which React server components send their data (Next.js): calls that push pieces of
//! one text, whose lines are `id:JSON`, and texts as `id:T<length in hex>,<text>`.

use super::literals::literals;

/// How a call that pushes a piece begins.
const PUSH: &str = "self.__next_f.push([1,";

/// Does the script push a piece?
pub(super) fn is_piece(script: &str) -> bool {
    script.trim_start().starts_with(PUSH)
}

/// The stream of the pieces that scripts push.
pub(super) fn stream(scripts: &[&str]) -> String {
    let piece = |script: &&str| {
        literals(script.trim_start().strip_prefix(PUSH).unwrap_or_default(), 0).next()
    };
    scripts.iter().filter_map(piece).collect()
}

/// The data in the stream, one JSON or text a row.
pub(super) fn rows(stream: &str) -> impl Iterator<Item = &str> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        loop {
            let (id, row) = rest.split_once(':')?;
            if id.is_empty() || !id.trim_start().bytes().all(|b| b.is_ascii_hexdigit()) {
                rest = rest.split_once('\n')?.1;
                continue;
            }
            let text = row.strip_prefix('T').and_then(|row| row.split_once(','));
            let text = text.and_then(|(n, row)| Some((usize::from_str_radix(n, 16).ok()?, row)));
            let (row, after) = match text {
                Some((length, row)) => row.split_at(char_boundary(row, length)),
                None => row.split_once('\n').unwrap_or((row, "")),
            };
            rest = after;
            if !row.is_empty() {
                return Some(row);
            }
        }
    })
}

fn char_boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_on_from_piece_to_piece() {
        let pieces = [
            r#"self.__next_f.push([1,"0:[\"$\",\"p\",null]\n1:{\"a\":"])"#,
            r#"self.__next_f.push([1,"\"b\"}\n2:T6,<p>éx3:[1]\n"])"#,
        ];
        assert!(pieces.into_iter().all(is_piece));
        let stream = stream(&pieces);
        assert!(!is_piece("var a = 1"));
        assert_eq!(
            rows(&stream).collect::<Vec<_>>(),
            [r#"["$","p",null]"#, r#"{"a":"b"}"#, "<p>éx", "[1]"]
        );
        assert_eq!(rows("nothing here").count(), 0);
        assert_eq!(rows("x:\n1:Tffffffffff,a").count(), 1);
    }
}
