//! What real clients and libraries do, in tables that the end-to-end tests write and check: a head, then a line for each code.

pub mod builds;
pub mod conduct;
pub mod constants;
pub mod examples;
pub mod reactions;

use crate::code::Code;

/// The line of a code, each cell with the name of its column. Nothing for a code without a line.
fn line(table: &'static str, code: Code) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut lines = table.lines().map(|line| line.split('\t'));
    let columns = lines.next().into_iter().flat_map(|head| head.skip(1));
    let number = code.to_string();
    let cells = lines
        .filter_map(move |mut line| (line.next()? == number).then_some(line))
        .flatten();
    columns.zip(cells)
}
