//! The names of a status in libraries. `end2end/constants.spec.ts` measured all but the last two columns, and checks them.

use crate::code::Code;

/// A head with the languages, then a line for each code.
const TABLE: &str = include_str!("constants.tsv");

/// The languages in whose library there is a name for the code, each with that name.
pub fn names_in_libraries(code: Code) -> Vec<(&'static str, &'static str)> {
    super::line(TABLE, code).filter(|(_, name)| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_the_names_that_libraries_give_it() {
        let names = |code| names_in_libraries(Code::new(code).unwrap());
        assert!(names(502).contains(&("Python", "http.HTTPStatus.BAD_GATEWAY")));
        assert!(names(418).iter().all(|(language, _)| *language != "Java"));
        assert!(names(520).is_empty());
    }
}
