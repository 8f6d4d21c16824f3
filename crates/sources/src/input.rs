//! Files as they arrive: plain, gzip, or inside a zip archive.

use crate::error::{ImportError, Place};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts the bytes read from disk, for progress bars.
#[derive(Clone, Debug, Default)]
pub struct ByteCounter(Arc<AtomicU64>);

impl ByteCounter {
    /// Bytes so far.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

struct Counted<R> {
    inner: R,
    counter: ByteCounter,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.counter.0.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// One readable text: a file, or a member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The file on disk.
    pub path: PathBuf,
    /// The member, if `path` is a zip archive.
    pub member: Option<String>,
}

impl Input {
    /// The name used in messages and for recognising files: `archive.zip!member` for members.
    #[must_use]
    pub fn name(&self) -> PathBuf {
        match &self.member {
            Some(member) => PathBuf::from(format!("{}!{member}", self.path.display())),
            None => self.path.clone(),
        }
    }

    /// File name without folders and without `.gz`.
    #[must_use]
    pub fn file_name(&self) -> String {
        let full = self.member.clone().unwrap_or_else(|| self.path.to_string_lossy().into_owned());
        let name = full.rsplit(['/', '\\']).next().unwrap_or(&full);
        name.strip_suffix(".gz").unwrap_or(name).to_owned()
    }

    /// Opens it for reading, decompressed.
    ///
    /// # Errors
    /// [`ImportError::Read`] if it cannot be opened.
    pub fn open(&self, counter: &ByteCounter) -> Result<Box<dyn Read>, ImportError> {
        let failed = |message: String| ImportError::Read { place: Place::file(&self.name()), message };
        let file = File::open(&self.path).map_err(|e| failed(e.to_string()))?;
        let counted = Counted { inner: file, counter: counter.clone() };
        if let Some(member) = &self.member {
            // A member is inflated in one piece: archives of this field hold one large text each,
            // and the reader of the archive must outlive the stream otherwise.
            let plain = File::open(&self.path).map_err(|e| failed(e.to_string()))?;
            let archive = zip::ZipArchive::new(plain).map_err(|e| failed(e.to_string()))?;
            let index = archive.index_for_name(member).ok_or_else(|| failed("no such member".into()))?;
            return Ok(Box::new(ZipMember::start(archive, index, counter.clone()).map_err(failed)?));
        }
        if self.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
            return Ok(Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 18, counted))));
        }
        Ok(Box::new(BufReader::with_capacity(1 << 18, counted)))
    }

    /// Reads it whole.
    ///
    /// # Errors
    /// [`ImportError::Read`] if it cannot be read to its end.
    pub fn read_all(&self, counter: &ByteCounter) -> Result<Vec<u8>, ImportError> {
        let mut bytes = Vec::new();
        self.open(counter)?
            .read_to_end(&mut bytes)
            .map_err(|e| ImportError::Read { place: Place::file(&self.name()), message: e.to_string() })?;
        Ok(bytes)
    }
}

/// Streams one member of an archive from a thread of its own, so that the archive can be owned by
/// the stream without self-reference.
struct ZipMember {
    chunks: std::sync::mpsc::Receiver<Result<Vec<u8>, std::io::Error>>,
    current: std::io::Cursor<Vec<u8>>,
}

impl ZipMember {
    fn start(mut archive: zip::ZipArchive<File>, index: usize, counter: ByteCounter) -> Result<Self, String> {
        let (sender, chunks) = std::sync::mpsc::sync_channel(4);
        archive.by_index(index).map_err(|e| e.to_string())?;
        std::thread::spawn(move || {
            let mut member = match archive.by_index(index) {
                Ok(member) => member,
                Err(e) => {
                    let _ = sender.send(Err(std::io::Error::other(e.to_string())));
                    return;
                }
            };
            let (size, packed) = (member.size().max(1), member.compressed_size());
            loop {
                let mut chunk = vec![0; 1 << 18];
                match member.read(&mut chunk) {
                    Ok(0) => return,
                    Ok(n) => {
                        chunk.truncate(n);
                        counter.0.fetch_add((n as u64).saturating_mul(packed) / size, Ordering::Relaxed);
                        if sender.send(Ok(chunk)).is_err() {
                            return;
                        }
                    }
                    Err(e) => {
                        let _ = sender.send(Err(e));
                        return;
                    }
                }
            }
        });
        Ok(Self { chunks, current: std::io::Cursor::new(Vec::new()) })
    }
}

impl Read for ZipMember {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let n = self.current.read(buf)?;
            if n > 0 || buf.is_empty() {
                return Ok(n);
            }
            match self.chunks.recv() {
                Ok(chunk) => self.current = std::io::Cursor::new(chunk?),
                Err(_) => return Ok(0),
            }
        }
    }
}

/// Expands the user's paths: archives become their members (files only, in archive order).
///
/// # Errors
/// [`ImportError::Read`] if a path does not exist or an archive is damaged.
pub fn expand(paths: &[PathBuf]) -> Result<Vec<Input>, ImportError> {
    let mut inputs = Vec::new();
    for path in paths {
        let failed = |message: String| ImportError::Read { place: Place::file(path), message };
        if !path.is_file() {
            return Err(failed("no such file".into()));
        }
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip")) {
            let file = File::open(path).map_err(|e| failed(e.to_string()))?;
            let mut archive = zip::ZipArchive::new(file).map_err(|e| failed(e.to_string()))?;
            for i in 0..archive.len() {
                let member = archive.by_index(i).map_err(|e| failed(e.to_string()))?;
                if member.is_file() {
                    let name = member.name().map_err(|e| failed(e.to_string()))?.into_owned();
                    inputs.push(Input { path: path.clone(), member: Some(name) });
                }
            }
        } else {
            inputs.push(Input { path: path.clone(), member: None });
        }
    }
    Ok(inputs)
}

/// An input that is a plain path.
#[must_use]
pub fn plain(path: &Path) -> Input {
    Input { path: path.to_owned(), member: None }
}
