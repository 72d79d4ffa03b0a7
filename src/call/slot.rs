//! How an option fills its field of [`Settings`]: written once for fields of one value and once for fields of several.

use std::fmt::Display;
use std::str::FromStr;

use super::header::ExtraHeader;
use super::settings::Settings;

/// The field of an option, whatever its type.
pub trait Slot: Sync {
    /// The name of the field.
    fn field(&self) -> &'static str;

    /// Reads a value into the field.
    ///
    /// # Errors
    /// The end of a sentence that begins with the option and its value.
    fn read(&self, text: &str, into: &mut Settings) -> Result<(), String>;

    fn written(&self, from: &Settings) -> Vec<String>;

    fn is_set(&self, settings: &Settings) -> bool;

    /// Puts the step's value in place of the call's, where the step has one.
    fn overlay(&self, step: &Settings, call: &mut Settings);

    fn clear(&self, settings: &mut Settings);

    /// Whether it takes more than one value.
    fn repeats(&self) -> bool;
}

/// A field of one value.
pub struct One<T: 'static> {
    pub field: &'static str,
    pub get: fn(&Settings) -> &Option<T>,
    pub get_mut: fn(&mut Settings) -> &mut Option<T>,
}

/// A field of several headers.
pub struct Many {
    pub field: &'static str,
    pub get: fn(&Settings) -> &Vec<ExtraHeader>,
    pub get_mut: fn(&mut Settings) -> &mut Vec<ExtraHeader>,
}

/// No field: what an entry has until it names one. A test lets none stay so.
pub struct Unset;

/// The slot of a field with one value.
macro_rules! one {
    ($field:ident) => {
        &$crate::call::slot::One {
            field: stringify!($field),
            get: |settings| &settings.$field,
            get_mut: |settings| &mut settings.$field,
        }
    };
}

/// The slot of a field with several values.
macro_rules! many {
    ($field:ident) => {
        &$crate::call::slot::Many {
            field: stringify!($field),
            get: |settings| &settings.$field,
            get_mut: |settings| &mut settings.$field,
        }
    };
}

pub(super) use {many, one};

impl<T: FromStr<Err = String> + Display + Clone> Slot for One<T> {
    fn field(&self) -> &'static str {
        self.field
    }

    fn read(&self, text: &str, into: &mut Settings) -> Result<(), String> {
        *(self.get_mut)(into) = Some(text.parse()?);
        Ok(())
    }

    fn written(&self, from: &Settings) -> Vec<String> {
        (self.get)(from).iter().map(T::to_string).collect()
    }

    fn is_set(&self, settings: &Settings) -> bool {
        (self.get)(settings).is_some()
    }

    fn overlay(&self, step: &Settings, call: &mut Settings) {
        if let Some(value) = (self.get)(step) {
            *(self.get_mut)(call) = Some(value.clone());
        }
    }

    fn clear(&self, settings: &mut Settings) {
        *(self.get_mut)(settings) = None;
    }

    fn repeats(&self) -> bool {
        false
    }
}

impl Slot for Many {
    fn field(&self) -> &'static str {
        self.field
    }

    fn read(&self, text: &str, into: &mut Settings) -> Result<(), String> {
        (self.get_mut)(into).push(text.parse()?);
        Ok(())
    }

    fn written(&self, from: &Settings) -> Vec<String> {
        (self.get)(from).iter().map(ExtraHeader::to_string).collect()
    }

    fn is_set(&self, settings: &Settings) -> bool {
        !(self.get)(settings).is_empty()
    }

    /// A step's header replaces the call's of that name; the call's others stay.
    fn overlay(&self, step: &Settings, call: &mut Settings) {
        let more = (self.get)(step);
        let headers = (self.get_mut)(call);
        headers.retain(|old| !more.iter().any(|new| new.has_name_of(old)));
        headers.extend(more.iter().cloned());
    }

    fn clear(&self, settings: &mut Settings) {
        (self.get_mut)(settings).clear();
    }

    fn repeats(&self) -> bool {
        true
    }
}

impl Slot for Unset {
    fn field(&self) -> &'static str {
        ""
    }

    fn read(&self, _: &str, _: &mut Settings) -> Result<(), String> {
        Err("can't be read".to_owned())
    }

    fn written(&self, _: &Settings) -> Vec<String> {
        Vec::new()
    }

    fn is_set(&self, _: &Settings) -> bool {
        false
    }

    fn overlay(&self, _: &Settings, _: &mut Settings) {}

    fn clear(&self, _: &mut Settings) {}

    fn repeats(&self) -> bool {
        false
    }
}
