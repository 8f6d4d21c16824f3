//! The vocabulary as tables: `economies`, and `members` of groups by year.

use datafusion::arrow::array::{ArrayRef, BooleanArray, Int32Array, StringViewArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::error::Result;
use std::sync::Arc;
use suzerain_tables::Economy;
use suzerain_tables::groups::Group;

/// A table made of the vocabulary.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Name in SQL.
    pub name: &'static str,
    /// Its columns.
    pub schema: fn() -> SchemaRef,
    /// Its rows.
    pub rows: fn() -> Result<RecordBatch>,
}

/// Every table made of the vocabulary.
pub const WORDS: &[Words] = &[
    Words { name: "economies", schema: economies_schema, rows: economies },
    Words { name: "members", schema: members_schema, rows: members },
];

/// Years for which members of groups are listed.
const MEMBER_YEARS: std::ops::RangeInclusive<i16> = 1945..=2030;

fn schema(columns: &[(&str, DataType)]) -> SchemaRef {
    Arc::new(Schema::new(columns.iter().map(|(name, kind)| Field::new(*name, kind.clone(), true)).collect::<Vec<_>>()))
}

fn economies_schema() -> SchemaRef {
    schema(&[
        ("code", DataType::Utf8View),
        ("name", DataType::Utf8View),
        ("iso2", DataType::Utf8View),
        ("m49", DataType::Int32),
        ("baci", DataType::Int32),
        ("cow", DataType::Int32),
        ("gw", DataType::Int32),
        ("is_state", DataType::Boolean),
        ("is_aggregate", DataType::Boolean),
        ("first_year", DataType::Int32),
        ("last_year", DataType::Int32),
    ])
}

fn economies() -> Result<RecordBatch> {
    let words = |f: fn(Economy) -> Option<&'static str>| -> ArrayRef {
        Arc::new(Economy::all().map(f).collect::<StringViewArray>())
    };
    let code = |f: fn(Economy) -> Option<u16>| -> ArrayRef {
        Arc::new(Economy::all().map(|e| f(e).map(i32::from)).collect::<Int32Array>())
    };
    let yes =
        |f: fn(Economy) -> bool| -> ArrayRef { Arc::new(Economy::all().map(|e| Some(f(e))).collect::<BooleanArray>()) };
    let year = |f: fn(Economy) -> Option<i16>| -> ArrayRef {
        Arc::new(Economy::all().map(|e| f(e).map(i32::from)).collect::<Int32Array>())
    };
    Ok(RecordBatch::try_new(
        economies_schema(),
        vec![
            words(|e| Some(e.code())),
            words(|e| Some(e.name())),
            words(Economy::iso2),
            code(Economy::m49),
            code(Economy::baci),
            code(Economy::cow),
            code(Economy::gw),
            yes(Economy::is_state),
            yes(Economy::is_aggregate),
            year(|e| Some(e.first_year())),
            year(Economy::last_year),
        ],
    )?)
}

fn members_schema() -> SchemaRef {
    schema(&[("group_code", DataType::Utf8View), ("economy", DataType::Utf8View), ("year", DataType::Int32)])
}

fn members() -> Result<RecordBatch> {
    let rows: Vec<(&str, &str, i32)> = Group::all()
        .flat_map(|group| MEMBER_YEARS.map(move |year| (group, year)))
        .flat_map(|(group, year)| {
            group.members(year).into_iter().map(move |member| (group.code(), member.code(), i32::from(year)))
        })
        .collect();
    Ok(RecordBatch::try_new(
        members_schema(),
        vec![
            Arc::new(rows.iter().map(|r| Some(r.0)).collect::<StringViewArray>()),
            Arc::new(rows.iter().map(|r| Some(r.1)).collect::<StringViewArray>()),
            Arc::new(rows.iter().map(|r| Some(r.2)).collect::<Int32Array>()),
        ],
    )?)
}
