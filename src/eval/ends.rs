//! Is the article there from its beginning to its end?

use super::corpus::Gold;
use super::grams::Grams;

/// Blocks looked at on either end of the body.
const BLOCKS: usize = 2;
/// Share of a block's words that must be in the output for the block to count as present; the rest
/// allows for other spellings of numbers, dashes and the like.
const PRESENT: f64 = 0.8;

/// Are the ends of the body in the output?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// The first two blocks.
    pub first: bool,
    /// The last two blocks.
    pub last: bool,
}

impl Ends {
    /// Looks for the ends of the page's body.
    pub fn of(output: &str, gold: &Gold) -> Ends {
        let grams = Grams::of([output]);
        let present: Vec<bool> = gold
            .body
            .iter()
            .map(|block| grams.known(block))
            .filter(|words| !words.is_empty())
            .map(|words| {
                let known = words.iter().filter(|(_, known)| *known).count();
                known as f64 >= PRESENT * words.len() as f64
            })
            .collect();
        Ends {
            first: present.iter().take(BLOCKS).all(|present| *present),
            last: present.iter().rev().take(BLOCKS).all(|present| *present),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends() {
        let blocks = ["One fine day in May", "Two boats came by", "Three", "Four gulls cried out"];
        let gold = Gold { body: blocks.map(str::to_owned).to_vec(), ..Gold::default() };
        let ends = |output: &str| {
            let ends = Ends::of(output, &gold);
            (ends.first, ends.last)
        };
        assert_eq!(ends(&blocks.join("\n\n")), (true, true));
        assert_eq!(ends("One fine day in May. Two boats came by."), (true, false));
        assert_eq!(ends("Two boats came by. Three. Four gulls cried out"), (false, true));
        assert_eq!(ends(""), (false, false));
    }
}
