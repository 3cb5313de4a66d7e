//! Which addresses may be asked: the guard against requests into private networks.
//!
//! A crawler follows links that strangers wrote. Without a guard a page could make it read the
//! machine's own services or a cloud's metadata address. So every request passes here twice: the
//! URL before it is sent, and the addresses after the look-up, which are the ones connected to
//! (a second look-up could answer differently).

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use url::{Host, Url};

/// Why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// Not a URL.
    #[error("not a URL: {0}")]
    Invalid(String),
    /// A scheme other than http and https.
    #[error("refused: the scheme is {0}, not http or https")]
    Scheme(String),
    /// An address that is not on the public Internet.
    #[error("refused: {host} is the non-public address {address}")]
    NotPublic {
        /// Host as asked for.
        host: String,
        /// Its address.
        address: IpAddr,
    },
}

/// Is this an address of the public Internet?
///
/// Follows IANA's special-purpose address registries (RFC 6890 and updates); addresses that carry
/// an IPv4 address inside (mapped, NAT64, 6to4) are judged by it.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, d] = address.octets();
    !matches!(
        (a, b, c, d),
        (0 | 10 | 127, ..) // this network, private, loopback
            | (100, 64..=127, ..) // carrier-grade NAT, RFC 6598; one cloud's metadata
            | (169, 254, ..) // link-local; most clouds' metadata
            | (172, 16..=31, ..)
            | (192, 168, ..)
            | (192, 0, 0 | 2, _) // protocol assignments, documentation
            | (192, 88, 99, _) // 6to4 relays, withdrawn by RFC 7526
            | (198, 18 | 19, ..) // benchmarking, RFC 2544
            | (198, 51, 100, _)
            | (203, 0, 113, _)
            | (168, 63, 129, 16) // a cloud's wire server on a public-looking address
            | (224..=255, ..) // multicast, reserved, broadcast
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match s {
        [0, 0, 0, 0, 0, 0xffff, high, low] => inner(high, low), // IPv4-mapped
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => inner(high, low), // NAT64, RFC 6052
        [0x2002, high, low, ..] => inner(high, low),            // 6to4, RFC 3056
        [0, ..] | [0x64, 0xff9b, ..] | [0x100, ..] => false, // unspecified, loopback, compatible …
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, ..] => false, // Teredo, ORCHID, docs
        // Unique local, link-local, site-local and multicast lie outside global unicast.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// Checks URLs before they are asked and addresses before they are connected to.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    allow_private: bool,
    /// Proxies are chosen by the user, not by a page, and often private.
    proxies: BTreeSet<String>,
    overrides: BTreeMap<String, Vec<SocketAddr>>,
}

impl Guard {
    pub(super) fn new(
        allow_private: bool,
        proxy: Option<&str>,
        resolve: &[(String, SocketAddr)],
    ) -> Guard {
        let mut overrides: BTreeMap<String, Vec<SocketAddr>> = BTreeMap::new();
        for (host, address) in resolve {
            overrides.entry(host.to_ascii_lowercase()).or_default().push(*address);
        }
        let proxies = match proxy {
            Some(proxy) => vec![proxy.to_owned()],
            None => ["http_proxy", "https_proxy", "all_proxy"]
                .iter()
                .flat_map(|name| [name.to_string(), name.to_uppercase()])
                .filter_map(|name| std::env::var(name).ok())
                .collect(),
        };
        let proxies = proxies.iter().filter_map(|proxy| host_of_proxy(proxy)).collect();
        Guard { allow_private, proxies, overrides }
    }

    /// May this URL be asked, as far as the URL itself tells?
    ///
    /// The URL standard has already turned every notation of an IPv4 address (hexadecimal, octal,
    /// one number, full-width digits) into an address.
    pub(super) fn check(&self, url: &Url) -> Result<(), AddressError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AddressError::Scheme(url.scheme().to_owned()));
        }
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) => return Ok(()),
            None => return Err(AddressError::Invalid(url.to_string())),
        };
        if self.allow_private || is_public(address) {
            Ok(())
        } else {
            Err(AddressError::NotPublic { host: address.to_string(), address })
        }
    }

    async fn look_up(&self, host: &str) -> Result<Vec<SocketAddr>, LookUpError> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let found = match self.overrides.get(&host) {
            Some(addresses) => addresses.clone(),
            None => tokio::net::lookup_host((host.as_str(), 0)).await?.collect(),
        };
        if self.allow_private || self.proxies.contains(&host) {
            return Ok(found);
        }
        let refused = found.iter().map(SocketAddr::ip).find(|&address| !is_public(address));
        let public: Vec<SocketAddr> =
            found.into_iter().filter(|address| is_public(address.ip())).collect();
        match refused {
            Some(address) if public.is_empty() => {
                Err(AddressError::NotPublic { host, address }.into())
            }
            _ => Ok(public),
        }
    }
}

type LookUpError = Box<dyn std::error::Error + Send + Sync>;

fn host_of_proxy(proxy: &str) -> Option<String> {
    let url = Url::parse(proxy).ok().filter(Url::has_host);
    let url = url.or_else(|| Url::parse(&format!("http://{proxy}")).ok())?;
    url.host_str().map(str::to_owned)
}

/// [`Guard`] as the resolver of the HTTP client.
pub(super) struct GuardedResolver(pub(super) Arc<Guard>);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0.clone();
        Box::pin(async move {
            let addresses = guard.look_up(name.as_str()).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn non_public_addresses_are_told() {
        let refused = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "239.1.1.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "100::1",
        ];
        for address in refused {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        let public = [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450:4001::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ];
        for address in public {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn literals_in_any_notation_are_refused() {
        let guard = Guard::new(false, None, &[]);
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://127.0.0.1./",
            "http://１２７.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
            "http://[0:0:0:0:0:ffff:127.0.0.1]/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:1",
        ] {
            assert!(guard.check(&Url::parse(url).unwrap()).is_err(), "{url}");
        }
        assert!(guard.check(&Url::parse("https://example.com/").unwrap()).is_ok());
        let open = Guard::new(true, None, &[]);
        assert!(open.check(&Url::parse("http://127.1/").unwrap()).is_ok());
        assert!(open.check(&Url::parse("file:///etc/passwd").unwrap()).is_err());
    }

    #[tokio::test]
    async fn names_are_judged_by_their_addresses() {
        let resolve = [
            ("inside.test".to_owned(), "10.0.0.7:80".parse().unwrap()),
            ("mixed.test".to_owned(), "10.0.0.7:80".parse().unwrap()),
            ("mixed.test".to_owned(), "8.8.8.8:80".parse().unwrap()),
            ("proxy.test".to_owned(), "10.0.0.8:3128".parse().unwrap()),
        ];
        let guard = Guard::new(false, Some("proxy.test:3128"), &resolve);
        assert!(guard.look_up("inside.test").await.is_err());
        assert!(guard.look_up("INSIDE.test.").await.is_err());
        assert_eq!(guard.look_up("mixed.test").await.unwrap().len(), 1);
        assert_eq!(guard.look_up("proxy.test").await.unwrap().len(), 1);
    }
}
