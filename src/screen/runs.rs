//! Finds runs: neighbouring atoms made of words of spam, with little between them.

use super::atoms::Atom;
use super::context::Context;
use std::ops::Range;

/// Most atoms, and most letters, that may stand between two atoms of a run: labels, counters.
const GAP_ATOMS: usize = 2;
const GAP_LETTERS: u32 = 60;
/// Levels up to the element that two blocks of a run must share.
const LEVELS: u16 = 3;

/// The runs of the page, in order, as ranges of atoms; each begins and ends with spam.
pub(super) fn runs(context: &Context) -> Vec<Range<usize>> {
    let atoms = context.atoms;
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(first) = atoms[at..].iter().position(Atom::is_spam).map(|n| at + n) {
        let mut last = first;
        let (mut gap_atoms, mut gap_letters) = (0, 0);
        for (index, atom) in atoms.iter().enumerate().skip(first + 1) {
            if !are_near(context, &atoms[last], atom) {
                break;
            }
            if atom.is_spam() && !is_stray(context, &atoms[last], atom) {
                last = index;
                (gap_atoms, gap_letters) = (0, 0);
                continue;
            }
            // Weak words between strong ones are of the same kind.
            gap_atoms += usize::from(atom.coverage() < 60);
            gap_letters += atom.letters;
            if gap_atoms > GAP_ATOMS || gap_letters > GAP_LETTERS {
                break;
            }
        }
        runs.push(first..last + 1);
        at = last + 1;
    }
    runs
}

/// Does an atom in another block only happen to hold a word of spam: "Annette xxx" below a list of
/// links, or a link into the page's own site below one to others?
fn is_stray(context: &Context, before: &Atom, atom: &Atom) -> bool {
    if before.block == atom.block || before.link.is_none() || atom.hidden > 0 {
        return false;
    }
    match atom.link {
        None => atom.coverage() < 60,
        Some(_) => {
            context.foreign_domain(before).is_some() != context.foreign_domain(atom).is_some()
        }
    }
}

/// Do two atoms stand in one block, or in blocks of one small part of the page?
fn are_near(context: &Context, a: &Atom, b: &Atom) -> bool {
    if a.block == b.block {
        return true;
    }
    // What one element hides is one injection, and prose ends where its block does.
    let by =
        |atom: &Atom| context.hidden.way(atom.element).filter(|w| w.0.strength() > 0).map(|w| w.1);
    if by(a) != by(b) || context.is_prose(a.block) || context.is_prose(b.block) {
        return false;
    }
    let page = context.page;
    let (first, second) = (&page.blocks[a.block as usize], &page.blocks[b.block as usize]);
    if page.plain_text {
        return b.block - a.block <= 2;
    }
    if first.origin != second.origin {
        return false;
    }
    let depth = |element: u32| page.elements[element as usize].depth;
    let deepest = depth(first.container).max(depth(second.container));
    page.ancestors(first.container)
        .take(usize::from(LEVELS) + 1)
        .find(|&above| page.contains(above, second.container))
        .is_some_and(|shared| deepest - depth(shared) <= LEVELS)
}
