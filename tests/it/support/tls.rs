//! A web server on loopback that speaks TLS, with HTTP/1.1 or HTTP/2, under a certificate authority
//! made for the test.

use bytes::Bytes;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto::ring};

/// The authority that signs.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate, in PEM.
    pub pem: String,
}

impl Authority {
    pub fn new() -> Authority {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Authority { issuer: Issuer::new(params, key), pem }
    }

    /// A server for a host name; `expired` gives it a certificate of the last century.
    pub fn server(&self, name: &str, http2: bool, expired: bool) -> TlsServer {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        if expired {
            params.not_before = rcgen::date_time_ymd(1990, 1, 1);
            params.not_after = rcgen::date_time_ymd(1991, 1, 1);
        }
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let protocols: &[&[u8]] = if http2 { &[b"h2", b"http/1.1"] } else { &[b"http/1.1"] };
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        TlsServer::start(config)
    }
}

/// What was asked: protocol, host and path.
pub type Asked = (&'static str, String, String);

/// A running server; it stops when dropped.
pub struct TlsServer {
    pub address: SocketAddr,
    log: Arc<Mutex<Vec<Asked>>>,
    _runtime: tokio::runtime::Runtime,
}

impl TlsServer {
    fn start(config: ServerConfig) -> TlsServer {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (acceptor, kept) = (TlsAcceptor::from(Arc::new(config)), log.clone());
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, log) = (acceptor.clone(), kept.clone());
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    match stream.get_ref().1.alpn_protocol() {
                        Some(b"h2") => http2(stream, &log).await,
                        _ => http1(stream, &log).await,
                    }
                });
            }
        });
        TlsServer { address, log, _runtime: runtime }
    }

    /// The requests so far, in order.
    pub fn log(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }
}

fn page(path: &str) -> Bytes {
    let page = crate::program::PAGE.replace("eleven weeks", &format!("eleven weeks ({path})"));
    Bytes::from(page)
}

async fn http2(stream: impl AsyncRead + AsyncWrite + Unpin, log: &Mutex<Vec<Asked>>) {
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let (host, path) = (request.uri().host().unwrap_or(""), request.uri().path());
        log.lock().unwrap().push(("h2", host.to_owned(), path.to_owned()));
        let answer = http::Response::builder();
        let answer = match path {
            "/robots.txt" => answer.status(404).body(()).unwrap(),
            // Long cookies and policies make heads that some clients refuse.
            _ => answer
                .header("content-type", "text/html")
                .header("x-long", "x".repeat(40_000))
                .body(())
                .unwrap(),
        };
        let body = page(path);
        if let Ok(mut sender) = respond.send_response(answer, false) {
            let _ = sender.send_data(body, true);
        }
    }
}

async fn http1(mut stream: impl AsyncRead + AsyncWrite + Unpin, log: &Mutex<Vec<Asked>>) {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let Ok(byte) = stream.read_u8().await else { return };
            head.push(byte);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
        let host = head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or("");
        log.lock().unwrap().push(("http/1.1", host.to_owned(), path.clone()));
        let body = page(&path);
        let code = if path == "/robots.txt" { 404 } else { 200 };
        let answer = format!(
            "HTTP/1.1 {code} X\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        if stream.write_all(answer.as_bytes()).await.is_err()
            || stream.write_all(&body).await.is_err()
            || stream.flush().await.is_err()
        {
            return;
        }
    }
}
