//! Help, completions and the manual.

use crate::program::Folder;

#[test]
fn help_teaches_by_examples() {
    let folder = Folder::new();
    let help = folder.run(&["clean", "--help"]).success().out;
    for part in ["Examples:", "Exit codes:", "not_html", "copydesk clean pages/ -o"] {
        assert!(help.contains(part), "{part}");
    }
    let version = folder.run(&["--version"]).success().out;
    assert_eq!(version, concat!("copydesk ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn completions_know_the_options() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = folder.run(&["completions", shell]).success().out;
        assert!(script.contains("keep-tree") && script.contains("markdown"), "{shell}");
    }
    assert_eq!(folder.run(&["completions", "tcsh"]).code, Some(2));
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = Folder::new();
    let page = folder.run(&["man"]).success().out;
    assert!(page.contains(".TH copydesk 1"), "{page}");
    folder.run(&["man", "-o", "man1"]).success();
    let pages = folder.files("man1");
    assert!(pages.iter().any(|page| page == "copydesk-clean.1"), "{pages:?}");
    assert!(folder.read("man1/copydesk-clean.1").contains("Examples:"));
}
