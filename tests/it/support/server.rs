//! A web server on loopback that can misbehave, and keeps a log of who asked what when.
//!
//! It listens on 127.0.0.1, 127.0.0.2, … at one port, so that several hosts can be told apart
//! without a name server.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A request as the log keeps it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The `Host` header, without port.
    pub host: String,
    /// Path and query.
    pub target: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Number of the connection it came on.
    pub connection: usize,
    /// When its head had been read.
    pub began: Instant,
    /// When its last bytes were about to be written; `None` while it is under way.
    pub ended: Option<Instant>,
    /// Status code of the answer.
    pub status: u16,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// What the server does, step by step.
#[derive(Debug, Clone)]
enum Step {
    Send(Vec<u8>),
    Wait(Duration),
    /// Close the connection; with unread or unsent bytes the other side sees a reset.
    Close,
}

/// An answer: a list of steps on the connection.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    steps: Option<Vec<Step>>,
    body: Vec<u8>,
    wait: Duration,
}

impl Reply {
    pub fn status(status: u16) -> Reply {
        Reply { status, headers: vec![], steps: None, body: vec![], wait: Duration::ZERO }
    }

    pub fn html(body: impl Into<Vec<u8>>) -> Reply {
        Reply::status(200).header("Content-Type", "text/html; charset=utf-8").body(body)
    }

    pub fn redirect(to: impl Into<String>) -> Reply {
        Reply::status(302).header("Location", to)
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Reply {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Reply {
        self.body = body.into();
        self
    }

    /// Changes the body, which is text.
    pub fn body_with(mut self, change: impl FnOnce(String) -> String) -> Reply {
        self.body = change(String::from_utf8(self.body).expect("text")).into_bytes();
        self
    }

    /// Waits before it answers.
    pub fn after(mut self, wait: Duration) -> Reply {
        self.wait = wait;
        self
    }

    /// Announces the whole body, sends so many bytes of it and closes the connection.
    pub fn truncated(self, sent: usize) -> Reply {
        let head = self.head(Some(self.body.len()));
        let steps = vec![Step::Send(head), Step::Send(self.body[..sent].to_vec()), Step::Close];
        Reply { steps: Some(steps), ..self }
    }

    /// Closes the connection without a word.
    pub fn hang_up() -> Reply {
        Reply { steps: Some(vec![Step::Close]), ..Reply::status(0) }
    }

    /// Sends these bytes as they are, then closes.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Reply {
        Reply { steps: Some(vec![Step::Send(bytes.into()), Step::Close]), ..Reply::status(200) }
    }

    /// Sends these bytes a few at a time, with pauses, then keeps the connection open for a while.
    pub fn drip(bytes: impl Into<Vec<u8>>, size: usize, pause: Duration) -> Reply {
        let bytes = bytes.into();
        let drops = bytes.chunks(size).map(<[u8]>::to_vec);
        let mut steps: Vec<Step> =
            drops.flat_map(|drop| [Step::Send(drop), Step::Wait(pause)]).collect();
        steps.extend([Step::Wait(Duration::from_secs(20)), Step::Close]);
        Reply { steps: Some(steps), ..Reply::status(200) }
    }

    /// Sends the body in chunks of this size (chunked transfer coding), with pauses; `finish` says
    /// whether the last chunk is sent.
    pub fn chunked(self, size: usize, pause: Duration, finish: bool) -> Reply {
        let mut steps =
            vec![Step::Send(self.clone().header("Transfer-Encoding", "chunked").head(None))];
        for chunk in self.body.chunks(size) {
            let mut bytes = format!("{:x}\r\n", chunk.len()).into_bytes();
            bytes.extend_from_slice(chunk);
            bytes.extend_from_slice(b"\r\n");
            steps.push(Step::Send(bytes));
            if !pause.is_zero() {
                steps.push(Step::Wait(pause));
            }
        }
        steps.push(if finish { Step::Send(b"0\r\n\r\n".to_vec()) } else { Step::Close });
        Reply { steps: Some(steps), ..self }
    }

    fn head(&self, length: Option<usize>) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} X\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if let Some(length) = length {
            head += &format!("Content-Length: {length}\r\n");
        }
        (head + "\r\n").into_bytes()
    }

    fn steps(&self) -> Vec<Step> {
        let mut steps = vec![Step::Wait(self.wait)];
        match &self.steps {
            Some(own) => steps.extend(own.iter().cloned()),
            None => {
                let mut bytes = self.head(Some(self.body.len()));
                bytes.extend_from_slice(&self.body);
                steps.push(Step::Send(bytes));
            }
        }
        steps
    }
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

/// A running server; it stops when dropped.
pub struct Server {
    port: u16,
    log: Arc<Mutex<Vec<Request>>>,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    /// Serves one host, 127.0.0.1.
    pub fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
        Server::hosts(1, handler)
    }

    /// Serves 127.0.0.1 to 127.0.0.`hosts`.
    pub fn hosts(hosts: u8, handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let listeners = runtime.block_on(bind(hosts));
        let port = listeners[0].local_addr().unwrap().port();
        let log = Arc::new(Mutex::new(Vec::new()));
        let handler: Arc<Handler> = Arc::new(handler);
        for (at, listener) in listeners.into_iter().enumerate() {
            let (log, handler) = (log.clone(), handler.clone());
            runtime.spawn(async move {
                let mut number = at * 1_000_000;
                while let Ok((stream, _)) = listener.accept().await {
                    number += 1;
                    tokio::spawn(serve(stream, number, log.clone(), handler.clone()));
                }
            });
        }
        Server { port, log, _runtime: runtime }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The URL of a path on 127.0.0.1.
    pub fn url(&self, path: &str) -> String {
        self.url_on(1, path)
    }

    /// The URL of a path on 127.0.0.`host`.
    pub fn url_on(&self, host: u8, path: &str) -> String {
        format!("http://127.0.0.{host}:{}{path}", self.port)
    }

    /// The address behind the first host, for names that a test makes up.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// The requests so far, in order.
    pub fn log(&self) -> Vec<Request> {
        self.log.lock().unwrap().clone()
    }

    /// Number of the requests so far.
    pub fn requests(&self) -> usize {
        self.log.lock().unwrap().len()
    }

    /// How often a path was asked for.
    pub fn count(&self, path: &str) -> usize {
        self.log.lock().unwrap().iter().filter(|request| request.target == path).count()
    }
}

async fn bind(hosts: u8) -> Vec<TcpListener> {
    'ports: for _ in 0..50 {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = first.local_addr().unwrap().port();
        let mut listeners = vec![first];
        for host in 2..=hosts {
            match TcpListener::bind((Ipv4Addr::new(127, 0, 0, host), port)).await {
                Ok(listener) => listeners.push(listener),
                Err(_) => continue 'ports,
            }
        }
        return listeners;
    }
    panic!("no port is free on all hosts");
}

async fn serve(
    stream: TcpStream,
    connection: usize,
    log: Arc<Mutex<Vec<Request>>>,
    handler: Arc<Handler>,
) {
    let _ = stream.set_nodelay(true);
    let mut stream = BufReader::new(stream);
    while let Some(request) = read_request(&mut stream, connection).await {
        let reply = handler(&request);
        let index = {
            let mut log = log.lock().unwrap();
            log.push(Request { status: reply.status, ..request });
            log.len() - 1
        };
        let mut open = true;
        let mut ended = Instant::now();
        for step in reply.steps() {
            match step {
                Step::Wait(time) => tokio::time::sleep(time).await,
                Step::Send(bytes) => {
                    ended = Instant::now();
                    open &= stream.write_all(&bytes).await.is_ok();
                }
                Step::Close => open = false,
            }
            if !open {
                break;
            }
        }
        let _ = stream.flush().await;
        log.lock().unwrap()[index].ended = Some(ended);
        if !open {
            return;
        }
    }
}

async fn read_request(stream: &mut BufReader<TcpStream>, connection: usize) -> Option<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let target = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let host = headers.iter().find(|(name, _)| name == "host")?.1.clone();
    let host = host.rsplit_once(':').map_or(host.as_str(), |(host, _)| host).to_owned();
    Some(Request {
        host,
        target,
        headers,
        connection,
        began: Instant::now(),
        ended: None,
        status: 0,
    })
}
