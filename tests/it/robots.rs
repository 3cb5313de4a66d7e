//! robots.txt: the examples of RFC 9309 and the cases of Google's open parser, by behaviour.
//!
//! Where the two differ, the RFC holds: `%62` in a rule means `b` (section 2.2.2).

use copydesk::fetch::{RobotsFile, Rules, product};
use url::Url;

fn allowed(text: impl AsRef<[u8]>, agent: &str, url: &str) -> bool {
    let rules = Rules::read(&RobotsFile::Text(text.as_ref().to_vec()), agent);
    rules.check(&Url::parse(url).unwrap()).is_ok()
}

/// Checks paths for FooBot under these rules.
fn check(rules: &str, allow: &[&str], disallow: &[&str]) {
    for (paths, expected) in [(allow, true), (disallow, false)] {
        for path in paths {
            let text = format!("user-agent: FooBot\n{rules}");
            let url = format!("http://foo.bar{path}");
            assert_eq!(allowed(text, "FooBot", &url), expected, "{rules:?} {path}");
        }
    }
}

#[test]
fn the_rfcs_example_of_groups() {
    // Section 5.1.
    let text = "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\n\
                User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\n\
                User-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\n\
                User-Agent: quxbot\n";
    for (agent, path, expected) in [
        ("other", "/publications/a", true),
        ("other", "/example/a", false),
        ("other", "/a/b.gif", false),
        ("other", "/a/b.gif?c", true),
        ("foobot", "/example/page.html", true),
        ("foobot", "/example/allowed.gif", true),
        ("foobot", "/publications/a", false),
        ("barbot", "/example/page.html", false),
        ("bazbot", "/example/page.html", false),
        ("bazbot", "/example/other.html", true),
        ("quxbot", "/example/page.html", true),
    ] {
        assert_eq!(
            allowed(text, agent, &format!("http://a.test{path}")),
            expected,
            "{agent} {path}"
        );
    }
    // Section 5.2: the longest match.
    check(
        "Allow: /example/page/\nDisallow: /example/page/disallowed.gif\n",
        &["/example/page/", "/example/page/a.gif"],
        &["/example/page/disallowed.gif"],
    );
    // Section 2.2.1: groups for one crawler are one group; sections 2.2.3: marks in a rule.
    let text =
        "user-agent: a\ndisallow: /c\nuser-agent: b\ndisallow: /d\nuser-agent: A\ndisallow: /e\n";
    for (path, expected) in [("/c", false), ("/d", true), ("/e", false)] {
        assert_eq!(allowed(text, "a", &format!("http://a.test{path}")), expected, "{path}");
    }
    check("Disallow: /path/file-with-a-%2A.html\n", &["/path/file-with-a-b.html"], &[]);
    check("Disallow: /a%24\n", &["/a"], &[]);
}

#[test]
fn the_rfcs_table_of_codings() {
    // Section 2.2.2: rule, address, and that they match.
    for (rule, path) in [
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz"),
        ("/foo/bar?baz=http://foo.bar", "/foo/bar?baz=http%3A%2F%2Ffoo.bar"),
        ("/foo/bar/\u{304f}", "/foo/bar/%E3%81%8F"),
        ("/foo/bar/%E3%81%8F", "/foo/bar/%E3%81%8F"),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz"),
    ] {
        check(&format!("disallow: {rule}\n"), &[], &[path]);
    }
}

#[test]
fn the_system_at_large() {
    let text = "user-agent: FooBot\ndisallow: /\n";
    assert!(allowed("", "FooBot", "http://foo.bar/"));
    assert!(allowed(text, "", "http://foo.bar/"));
    assert!(!allowed(text, "FooBot", "http://foo.bar"));
    assert!(allowed("", "", "http://foo.bar"));
}

#[test]
fn lines() {
    let url = "http://foo.bar/x/y";
    assert!(!allowed("user-agent: FooBot\ndisallow: /\n", "FooBot", url));
    assert!(allowed("foo: FooBot\nbar: /\n", "FooBot", url));
    assert!(!allowed("user-agent FooBot\ndisallow /\n", "FooBot", url));
    // Names of lines in any case.
    for text in [
        "USER-AGENT: FooBot\nALLOW: /x/\nDISALLOW: /\n",
        "user-agent: FooBot\nallow: /x/\ndisallow: /\n",
        "uSeR-aGeNt: FooBot\nAlLoW: /x/\ndIsAlLoW: /\n",
    ] {
        assert!(allowed(text, "FooBot", url) && !allowed(text, "FooBot", "http://foo.bar/a/b"));
    }
    // Line ends of all kinds.
    for end in ["\n", "\r", "\r\n"] {
        let lines =
            ["User-Agent: foo", "Allow: /some/path", "User-Agent: bar", "", "", "Disallow: /"];
        let text = lines.join(end);
        assert!(allowed(&text, "foo", "http://foo.bar/a"), "{end:?}");
        assert!(!allowed(&text, "bar", "http://foo.bar/a"), "{end:?}");
    }
    // Sitemaps and lines nobody knows don't part the agents of a group.
    for other in ["Sitemap: https://foo.bar/sitemap", "Invalid-Unknown-Line: unknown"] {
        let text = format!("User-agent: BarBot\n{other}\nUser-agent: *\nDisallow: /\n");
        assert!(!allowed(&text, "FooBot", url) && !allowed(&text, "BarBot", url), "{other}");
    }
}

#[test]
fn agents() {
    let url = "http://foo.bar/x/y";
    for name in ["FOO BAR", "foo bar", "FoO bAr"] {
        let text = format!("User-Agent: {name}\nAllow: /x/\nDisallow: /\n");
        for agent in ["Foo", "foo"] {
            assert!(allowed(&text, agent, url), "{name}");
            assert!(!allowed(&text, agent, "http://foo.bar/a/b"), "{name}");
        }
    }
    // Up to the first space.
    let text = "User-Agent: *\nDisallow: /\nUser-Agent: Foo Bar\nAllow: /x/\nDisallow: /\n";
    assert!(allowed(text, "Foo", url));
    // The group for all, where none names us.
    let group = "user-agent: FooBot\nallow: /\nuser-agent: *\ndisallow: /\n";
    assert!(allowed(group, "FooBot", url) && !allowed(group, "BarBot", url));
    let named = "user-agent: FooBot\nallow: /\nuser-agent: BarBot\ndisallow: /\n";
    assert!(allowed(named, "QuxBot", url));
    // A value of its own for the group for all: `*` with something behind it.
    assert!(!allowed("user-agent: *\t# all\ndisallow: /\n", "FooBot", url));
    // What we call ourselves in the header.
    for (header, name) in [
        ("copydesk/1.0 (+https://example.com)", "copydesk"),
        ("Foobot", "Foobot"),
        ("Foo_Bar-baz/2.1", "Foo_Bar-baz"),
    ] {
        assert_eq!(product(header), name);
    }
}

#[test]
fn the_longest_match() {
    check("disallow: /x/page.html\nallow: /x/\n", &["/x/"], &["/x/page.html"]);
    check("allow: /x/page.html\ndisallow: /x/\n", &["/x/page.html"], &["/x/"]);
    check("disallow: \nallow: \n", &["/x/page.html"], &[]);
    check("disallow: /\nallow: /\n", &["/x/page.html"], &[]);
    check("disallow: /x\nallow: /x/\n", &["/x/", "/x/page.html"], &["/x"]);
    check("disallow: /x/page.html\nallow: /x/page.html\n", &["/x/page.html"], &[]);
    check("allow: /page\ndisallow: /*.html\n", &["/page"], &["/page.html"]);
    check("allow: /x/page.\ndisallow: /*.html\n", &["/x/page.html"], &["/x/y.html"]);
    check("disallow: /X/\n", &["/x/y"], &["/X/y"]);
    let groups = "User-agent: *\nDisallow: /x/\nUser-agent: FooBot\nDisallow: /y/\n";
    assert!(allowed(groups, "FooBot", "http://foo.bar/x/page"));
    assert!(!allowed(groups, "FooBot", "http://foo.bar/y/page"));
    for (rules, path, expected) in [
        ("allow: /p\ndisallow: /\n", "/page", true),
        ("allow: /folder\ndisallow: /folder\n", "/folder/page", true),
        ("allow: /page\ndisallow: /*.htm\n", "/page.htm", false),
        ("allow: /$\ndisallow: /\n", "/", true),
        ("allow: /$\ndisallow: /\n", "/page.html", false),
    ] {
        let (allow, disallow): (&[&str], &[&str]) =
            if expected { (&[path], &[]) } else { (&[], &[path]) };
        check(rules, allow, disallow);
    }
}

#[test]
fn codings_and_marks() {
    check(
        "disallow: /\nallow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par\n",
        &["/foo/bar?qux=taz&baz=http://foo.bar?tar&par"],
        &["/foo/bar?qux=taz"],
    );
    check(
        "disallow: /\nallow: /foo/bar/\u{30c4}\n",
        &["/foo/bar/%E3%83%84", "/foo/bar/\u{30c4}"],
        &[],
    );
    check(
        "disallow: /\nallow: /foo/bar/%E3%83%84\n",
        &["/foo/bar/%E3%83%84", "/foo/bar/\u{30c4}"],
        &[],
    );
    check("disallow: /\nallow: /foo/bar/%62%61%7A\n", &["/foo/bar/%62%61%7A"], &["/foo/bar/b"]);
    check(
        "disallow: /foo/bar/quz\nallow: /foo/*/qux\n",
        &["/foo/quz", "/foo//quz", "/foo/bax/quz"],
        &["/foo/bar/quz"],
    );
    check(
        "disallow: /foo/bar$\nallow: /foo/bar/qux\n",
        &["/foo/bar/qux", "/foo/bar/", "/foo/bar/baz"],
        &["/foo/bar"],
    );
    check("# disallow: /\ndisallow: /foo/quz#qux\nallow: /\n", &["/foo/bar"], &["/foo/quz"]);
    check(
        "allow: /allowed-slash/index.html\ndisallow: /\n",
        &["/allowed-slash/index.html", "/allowed-slash/"],
        &["/allowed-slash/index.htm", "/anyother-url"],
    );
}

#[test]
fn byte_order_marks() {
    let rest = b"User-Agent: foo\nAllow: /AnyValue\nDisallow: /\n";
    let url = "http://foo.bar/other";
    for mark in [&b"\xef\xbb\xbf"[..], b"\xef\xbb", b"\xef", b""] {
        assert!(!allowed([mark, rest].concat(), "foo", url), "{mark:?}");
    }
    // A broken one spoils the first line only.
    let broken =
        [&b"\xef\x11\xbf"[..], b"User-Agent: foo\nUser-Agent: bar\nDisallow: /\n"].concat();
    assert!(allowed(&broken, "foo", url) && !allowed(&broken, "bar", url));
    // Within the file it is no mark.
    let inside = "User-Agent: foo\n\u{feff}Disallow: /AnyValue\nDisallow: /x\n";
    assert!(allowed(inside, "foo", "http://foo.bar/AnyValue"));
    assert!(!allowed(inside, "foo", "http://foo.bar/x"));
}

#[test]
fn long_lines_and_files() {
    // A line longer than any address is no rule for what it does not match.
    let long = "/x/".to_owned() + &"a".repeat(100_000);
    check(&format!("disallow: {long}\ndisallow: /y\n"), &["/x/b"], &["/y"]);
    // Many stars must not cost exponential time.
    let stars = "/a*".repeat(2000) + "$";
    let path = "/a".repeat(4000);
    let started = std::time::Instant::now();
    check(&format!("disallow: {stars}\n"), &["/b"], &[]);
    let _ = allowed(
        format!("user-agent: *\ndisallow: {stars}b\n"),
        "FooBot",
        &format!("http://foo.bar{path}"),
    );
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
    let rules: String = (0..20_000).map(|n| format!("disallow: /a/{n}\n")).collect();
    check(&rules, &["/b"], &["/a/4711"]);
}
