//! The bytes of a table: held in memory, or left on disk and read piece by piece.

use bytes::Bytes;
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where a table's bytes are. Clones share them.
#[derive(Clone, Debug)]
pub(super) enum Contents {
    /// In memory.
    Memory(Bytes),
    /// In a file that stays open, so that a table replaced meanwhile is read as it was.
    Disk(Arc<Disk>),
}

#[derive(Debug)]
pub(super) struct Disk {
    file: Mutex<File>,
    length: u64,
}

impl Contents {
    /// Opens a file; nothing is read.
    pub(super) fn open(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self::Disk(Arc::new(Disk { file: Mutex::new(file), length })))
    }
}

impl Disk {
    fn at(&self, start: u64) -> std::io::Result<MutexGuard<'_, File>> {
        // The place is sought anew for each read, so a reader that stopped half-way leaves no harm.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        Ok(file)
    }
}

/// Reads on from a place in the file.
struct Onward {
    disk: Arc<Disk>,
    next: u64,
}

impl Read for Onward {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.disk.at(self.next)?.read(into)?;
        self.next += read as u64;
        Ok(read)
    }
}

impl Length for Contents {
    fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Disk(disk) => disk.length,
        }
    }
}

impl ChunkReader for Contents {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(match self {
            Self::Memory(bytes) => Box::new(bytes.get_read(start)?),
            Self::Disk(disk) => Box::new(BufReader::new(Onward { disk: disk.clone(), next: start })),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        match self {
            Self::Memory(bytes) => bytes.get_bytes(start, length),
            Self::Disk(disk) => {
                // A length the file cannot have is an error before it is an allocation.
                if start.checked_add(length as u64).is_none_or(|end| end > disk.length) {
                    return Err(parquet::errors::ParquetError::EOF(format!(
                        "{length} bytes from {start} of a file of {}",
                        disk.length
                    )));
                }
                let mut buffer = vec![0; length];
                disk.at(start)?.read_exact(&mut buffer)?;
                Ok(buffer.into())
            }
        }
    }
}
