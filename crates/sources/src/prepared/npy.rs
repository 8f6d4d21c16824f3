//! NumPy arrays: `.npy` files and the members of `.npz` archives.
//!
//! Reads little-endian floats and whole numbers of four and eight bytes and fixed-width Unicode
//! text, in C or Fortran order; anything else is refused with the name of the member. Elements come
//! out in C order (last index fastest) whatever the file holds.
//!
//! Written here because the crates for the format bring a parser generator or an array library
//! along for what takes one short header.
//!
//! Source of the format: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".

use crate::error::{ImportError, Place};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest array that is read, in bytes.
const LARGEST: u64 = 1 << 30;
/// The longest header that is read, in bytes.
const LONGEST_HEADER: usize = 1 << 16;

/// The elements of an array in C order.
#[derive(Clone, Debug, PartialEq)]
pub enum Elements {
    /// `<f4` or `<f8`.
    Floats(Vec<f64>),
    /// `<i4` or `<i8`.
    Ints(Vec<i64>),
    /// `<U` of any width.
    Texts(Vec<String>),
}

impl Elements {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Floats(_) => "floats",
            Self::Ints(_) => "whole numbers",
            Self::Texts(_) => "text",
        }
    }
}

/// An array.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    name: PathBuf,
    shape: Vec<usize>,
    elements: Elements,
}

impl Array {
    /// Lengths of the axes.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The elements.
    #[must_use]
    pub const fn elements(&self) -> &Elements {
        &self.elements
    }

    fn refuse(&self, message: String) -> ImportError {
        ImportError::Content { place: Place::file(&self.name), message }
    }

    fn expect_shape(&self, shape: &[usize]) -> Result<(), ImportError> {
        if self.shape == shape {
            Ok(())
        } else {
            Err(self.refuse(format!("shape {:?}, expected {shape:?}", self.shape)))
        }
    }

    /// The elements as finite numbers.
    ///
    /// # Errors
    /// [`ImportError::Content`] for another type or shape, or an element that is not finite.
    pub fn floats(&self, shape: &[usize]) -> Result<&[f64], ImportError> {
        self.expect_shape(shape)?;
        let Elements::Floats(values) = &self.elements else {
            return Err(self.refuse(format!("holds {}, not floats", self.elements.kind())));
        };
        match values.iter().position(|v| !v.is_finite()) {
            Some(at) => Err(self.refuse(format!("element {at} (from 0, in C order) is {}", values[at]))),
            None => Ok(values),
        }
    }

    /// The elements as labels of an axis.
    ///
    /// # Errors
    /// [`ImportError::Content`] for another type, more than one axis, or a label that is empty or
    /// stands twice.
    pub fn labels(&self) -> Result<Vec<&str>, ImportError> {
        let Elements::Texts(texts) = &self.elements else {
            return Err(self.refuse(format!("holds {}, not text", self.elements.kind())));
        };
        self.expect_shape(&[texts.len()])?;
        let labels: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut sorted = labels.clone();
        sorted.sort_unstable();
        if sorted.first().is_some_and(|first| first.is_empty()) {
            return Err(self.refuse("a label is empty".into()));
        }
        match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(self.refuse(format!("label `{}` stands twice", pair[0]))),
            None => Ok(labels),
        }
    }
}

/// An `.npz` archive.
pub struct Archive {
    path: PathBuf,
    zip: zip::ZipArchive<File>,
}

impl Archive {
    /// Opens an archive.
    ///
    /// # Errors
    /// [`ImportError::Read`] if it is absent or not a zip archive.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let failed = |message: String| ImportError::Read { place: Place::file(path), message };
        let file = File::open(path).map_err(|e| failed(e.to_string()))?;
        let zip = zip::ZipArchive::new(file).map_err(|e| failed(e.to_string()))?;
        Ok(Self { path: path.to_owned(), zip })
    }

    /// Reads the array with this name.
    ///
    /// # Errors
    /// [`ImportError`] if there is none, or it is damaged or of an unknown type.
    pub fn array(&mut self, name: &str) -> Result<Array, ImportError> {
        let member_name = PathBuf::from(format!("{}!{name}.npy", self.path.display()));
        let failed = |message: String| ImportError::Read { place: Place::file(&member_name), message };
        let index = self.zip.index_for_name(&format!("{name}.npy")).ok_or_else(|| failed("no such member".into()))?;
        let member = self.zip.by_index(index).map_err(|e| failed(e.to_string()))?;
        let mut bytes = Vec::new();
        member.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| failed(e.to_string()))?;
        if bytes.len() as u64 > LARGEST {
            return Err(failed(format!("larger than {LARGEST} bytes")));
        }
        parse(&member_name, &bytes)
    }
}

/// Reads an array from the bytes of an `.npy` file; `name` is used in messages.
///
/// # Errors
/// [`ImportError::Content`] if the bytes are not an array of a known type, or too few or too many.
pub fn parse(name: &Path, bytes: &[u8]) -> Result<Array, ImportError> {
    let refuse = |message: String| ImportError::Content { place: Place::file(name), message };
    let (header, body) = split(bytes).map_err(|why| refuse(why.to_owned()))?;
    let header = Header::parse(header).map_err(|why| refuse(format!("header `{}`: {why}", header.trim())))?;
    let count = header.shape.iter().try_fold(1_usize, |n, axis| n.checked_mul(*axis));
    let (count, size) = count
        .and_then(|n| Some((n, n.checked_mul(header.dtype.width())?)))
        .ok_or_else(|| refuse(format!("shape {:?} is too large", header.shape)))?;
    if body.len() != size {
        return Err(refuse(format!("{} bytes of data, the header promises {size}", body.len())));
    }
    let elements = header.dtype.decode(body, count).map_err(refuse)?;
    let elements = if header.fortran_order { from_fortran(elements, &header.shape) } else { elements };
    Ok(Array { name: name.to_owned(), shape: header.shape, elements })
}

/// Parts the header's text from the data.
fn split(bytes: &[u8]) -> Result<(&str, &[u8]), &'static str> {
    let rest = bytes.strip_prefix(b"\x93NUMPY").ok_or("not a NumPy array")?;
    let (length, rest) = match rest {
        [1, _, a, b, rest @ ..] => (usize::from(u16::from_le_bytes([*a, *b])), rest),
        [2 | 3, _, a, b, c, d, rest @ ..] => {
            (usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).unwrap_or(usize::MAX), rest)
        }
        [1..=3, ..] => return Err("cut short in the header"),
        _ => return Err("unknown version of the format"),
    };
    if length > LONGEST_HEADER {
        return Err("the header is too long");
    }
    let (header, body) = rest.split_at_checked(length).ok_or("cut short in the header")?;
    let header = std::str::from_utf8(header).map_err(|_| "the header is not text")?;
    Ok((header, body))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dtype {
    F4,
    F8,
    I4,
    I8,
    /// Unicode text of so many characters of four bytes.
    Text(usize),
}

impl Dtype {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "<f4" => Some(Self::F4),
            "<f8" => Some(Self::F8),
            "<i4" => Some(Self::I4),
            "<i8" => Some(Self::I8),
            _ => text.strip_prefix("<U")?.parse().ok().filter(|n| (1..=4096).contains(n)).map(Self::Text),
        }
    }

    const fn width(self) -> usize {
        match self {
            Self::F4 | Self::I4 => 4,
            Self::F8 | Self::I8 => 8,
            Self::Text(characters) => characters * 4,
        }
    }

    /// The elements in file order; `body` holds exactly `count` of them.
    fn decode(self, body: &[u8], count: usize) -> Result<Elements, String> {
        Ok(match self {
            Self::F4 => Elements::Floats(words(body).map(|w| f64::from(f32::from_le_bytes(w))).collect()),
            Self::F8 => Elements::Floats(words(body).map(f64::from_le_bytes).collect()),
            Self::I4 => Elements::Ints(words(body).map(|w| i64::from(i32::from_le_bytes(w))).collect()),
            Self::I8 => Elements::Ints(words(body).map(i64::from_le_bytes).collect()),
            Self::Text(_) => {
                let mut texts = Vec::with_capacity(count);
                for (at, element) in body.chunks_exact(self.width()).enumerate() {
                    let text: Option<String> =
                        words(element).map(u32::from_le_bytes).take_while(|c| *c != 0).map(char::from_u32).collect();
                    texts.push(text.ok_or_else(|| format!("element {at} is not Unicode text"))?);
                }
                Elements::Texts(texts)
            }
        })
    }
}

/// The bytes in groups of `N`.
fn words<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> + '_ {
    bytes.chunks_exact(N).filter_map(|word| word.try_into().ok())
}

/// Puts elements stored first index fastest into C order.
fn from_fortran(elements: Elements, shape: &[usize]) -> Elements {
    match elements {
        Elements::Floats(v) => Elements::Floats(transpose(&v, shape)),
        Elements::Ints(v) => Elements::Ints(transpose(&v, shape)),
        Elements::Texts(v) => Elements::Texts(transpose(&v, shape)),
    }
}

fn transpose<T: Clone>(values: &[T], shape: &[usize]) -> Vec<T> {
    let mut strides = Vec::with_capacity(shape.len());
    let mut stride = 1;
    for axis in shape {
        strides.push(stride);
        stride *= axis;
    }
    let mut index = vec![0; shape.len()];
    let mut out = Vec::with_capacity(values.len());
    for _ in 0..values.len() {
        let at: usize = index.iter().zip(&strides).map(|(i, s)| i * s).sum();
        out.push(values[at].clone());
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            if index[axis] < shape[axis] {
                break;
            }
            index[axis] = 0;
        }
    }
    out
}

#[derive(Debug, PartialEq, Eq)]
struct Header {
    dtype: Dtype,
    fortran_order: bool,
    shape: Vec<usize>,
}

impl Header {
    /// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (80, 28), }`.
    fn parse(text: &str) -> Result<Self, String> {
        let inner = text.trim().strip_prefix('{').and_then(|t| t.strip_suffix('}')).ok_or("not a dictionary")?;
        let (mut dtype, mut fortran_order, mut shape) = (None, None, None);
        let mut rest = inner.trim_start();
        while !rest.is_empty() {
            let (key, after) = quoted(rest).ok_or("a key is not quoted")?;
            let after = after.trim_start().strip_prefix(':').ok_or("a key has no value")?.trim_start();
            let after = match key {
                "descr" => {
                    let (descr, after) = quoted(after).ok_or("the type is a structure, which is not read")?;
                    dtype = Some(Dtype::parse(descr).ok_or_else(|| format!("type `{descr}` is not read"))?);
                    after
                }
                "fortran_order" => {
                    let (value, after) = [("True", true), ("False", false)]
                        .into_iter()
                        .find_map(|(word, value)| after.strip_prefix(word).map(|after| (value, after)))
                        .ok_or("fortran_order is neither True nor False")?;
                    fortran_order = Some(value);
                    after
                }
                "shape" => {
                    let (list, after) =
                        after.strip_prefix('(').and_then(|t| t.split_once(')')).ok_or("the shape is not a tuple")?;
                    shape = Some(axes(list).ok_or_else(|| format!("({list}) is not a shape"))?);
                    after
                }
                other => return Err(format!("unknown key `{other}`")),
            };
            let after = after.trim_start();
            rest = match after.strip_prefix(',') {
                Some(next) => next.trim_start(),
                None if after.is_empty() => after,
                None => return Err("a comma is missing".into()),
            };
        }
        Ok(Self {
            dtype: dtype.ok_or("no descr")?,
            fortran_order: fortran_order.ok_or("no fortran_order")?,
            shape: shape.ok_or("no shape")?,
        })
    }
}

/// A quoted word at the start of `text`, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    text[1..].split_once(quote)
}

fn axes(list: &str) -> Option<Vec<usize>> {
    let list = list.trim();
    let list = list.strip_suffix(',').unwrap_or(list);
    if list.is_empty() {
        return Some(Vec::new());
    }
    list.split(',').map(|axis| axis.trim().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, body: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(body);
        bytes
    }

    fn floats(values: &[f32]) -> Vec<u8> {
        values.iter().flat_map(|v| v.to_le_bytes()).collect()
    }

    fn read(bytes: &[u8]) -> Result<Array, ImportError> {
        parse(Path::new("a.npy"), bytes)
    }

    #[test]
    fn fortran_order_comes_out_in_c_order() {
        // [[1, 2, 3], [4, 5, 6]] in both orders.
        let c =
            file("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", &floats(&[1., 2., 3., 4., 5., 6.]));
        let f =
            file("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }\n", &floats(&[1., 4., 2., 5., 3., 6.]));
        let (c, f) = (read(&c).unwrap(), read(&f).unwrap());
        assert_eq!(c.floats(&[2, 3]).unwrap(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(c, f);
        assert!(c.floats(&[3, 2]).unwrap_err().to_string().contains("shape [2, 3], expected [3, 2]"));
    }

    #[test]
    fn texts_are_padded_with_zeros() {
        let body: Vec<u8> = ['R', 'U', 'S', 'A', '\0', '\0'].iter().flat_map(|c| u32::from(*c).to_le_bytes()).collect();
        let a = read(&file("{'descr': '<U3', 'fortran_order': False, 'shape': (2,), }", &body)).unwrap();
        assert_eq!(a.labels().unwrap(), ["RUS", "A"]);
    }

    #[test]
    fn what_is_not_understood_is_refused_with_a_reason() {
        for (bytes, reason) in [
            (b"PK".to_vec(), "not a NumPy array"),
            (b"\x93NUMPY\x01\x00\x50\x00{".to_vec(), "cut short"),
            (b"\x93NUMPY\x09\x00\x01\x00{".to_vec(), "unknown version"),
            (file("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", &[0; 4]), "type `>f4`"),
            (file("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", &[0; 4]), "type `|O`"),
            (file("{'descr': '<f4', 'shape': (1,), }", &[0; 4]), "no fortran_order"),
            (file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", &[0; 4]), "promises 8"),
            (file("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", &[0; 4]), "not a shape"),
            (file("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", &[]), "too large"),
        ] {
            let message = read(&bytes).unwrap_err().to_string();
            assert!(message.contains(reason), "{message}");
        }
    }

    #[test]
    fn a_value_that_is_not_finite_is_refused_with_its_place() {
        let a = read(&file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", &floats(&[1.0, f32::NAN])));
        assert!(a.unwrap().floats(&[2]).unwrap_err().to_string().contains("element 1"));
    }
}
