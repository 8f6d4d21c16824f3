//! Tables on disk: one Parquet file a table, with its provenance and coverage in the footer.
//!
//! Files are written under a temporary name and renamed when complete, so a table is there whole
//! or not at all. Numbers are stored without loss: as whole numbers or decimals with three places where
//! every value fits them, as single precision where every value fits that, otherwise as doubles, their
//! bytes split by place so that they pack well. Readers get `f64` in each case. Reading decodes only the columns asked for, and skips row groups whose
//! years lie outside the range asked for.

mod contents;
mod footer;
mod read;
mod write;

pub use footer::*;
pub use read::{Selection, TableFile};
pub use write::{TableWriter, write};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::Coverage;
    use crate::frame::{Column, Frame};
    use bytes::Bytes;

    fn meta() -> TableMeta {
        TableMeta {
            kind: TableKind::Trade,
            source: "test".into(),
            vintage: "v".into(),
            classification: None,
            universe: None,
            scope: Scope::AllGoods,
            status: TableStatus::Observed,
            absent: Absent::Unknown,
            coverage: Coverage::default(),
            notes: vec![],
        }
    }

    #[test]
    fn numbers_come_back_bit_for_bit_in_every_layout() {
        let dir = tempfile::tempdir().unwrap();
        for values in [
            vec![261.585, f64::NAN, 0.001, -4752.375],
            vec![755_268_502.0, f64::NAN, -3.0, 0.0],
            vec![f64::from(0.1_f32), f64::NAN, 1e30_f32.into(), 2.0],
            vec![405.023_989_187_554, 1.0 / 3.0, f64::NAN, 0.0],
        ] {
            let frame = Frame::new(vec![
                ("year", Column::Int(vec![1995, 1996, 1997, 1998])),
                ("word", Column::Label(["b", "a", "b", "c"].into_iter().collect())),
                ("value", Column::Float(values.clone())),
            ])
            .unwrap();
            let path = dir.path().join("t.parquet");
            write(&path, &frame, &meta()).unwrap();
            let file = TableFile::open(&path).unwrap();
            assert_eq!(file.meta(), &meta());
            let back = file.read(&Selection::default()).unwrap();
            let bits = |v: &[f64]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(back.floats("value").unwrap()), bits(&values));
            assert_eq!(back.labels("word").unwrap().get(3), "c");
        }
    }

    #[test]
    fn an_unfinished_table_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let frame = Frame::new(vec![("year", Column::Int(vec![1]))]).unwrap();
        let mut writer = TableWriter::create(&dir.path().join("t.parquet"), &frame).unwrap();
        writer.push(&frame).unwrap();
        drop(writer);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_truncated_file_is_an_error_with_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.parquet");
        let frame = Frame::new(vec![("year", Column::Int(vec![1; 1000]))]).unwrap();
        write(&path, &frame, &meta()).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let half = Bytes::from(bytes[..bytes.len() / 2].to_vec());
        let error = TableFile::from_bytes("half.parquet", half).unwrap_err();
        assert!(error.to_string().contains("half.parquet"), "{error}");
    }

    #[test]
    fn a_table_with_any_byte_changed_is_read_or_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.parquet");
        let columns = vec![
            ("year", Column::Int(vec![2011, 2012])),
            ("word", Column::Label(["b", "a"].into_iter().collect())),
            ("value", Column::Float(vec![0.5, 1.0 / 3.0])),
        ];
        write(&path, &Frame::new(columns).unwrap(), &meta()).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let mut refused = 0;
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x24;
            let table = TableFile::from_bytes("t.parquet", Bytes::from(damaged));
            refused += u32::from(table.and_then(|t| t.read(&Selection::default())).is_err());
        }
        assert!(refused > 100, "{refused}");
    }
}
