//! The options of one call: a typed field each.

use super::auth::Auth;
use super::delay::Delay;
use super::destination::Destination;
use super::fault::Fault;
use super::header::ExtraHeader;
use super::values::{
    Cache, Cors, Expect, Flag, Format, Hops, Limit, LocationForm, MediaType, Nth, OwnBody, ReadBody, RetryAfter, Seed, Token,
    VendorName,
};

/// Declares the fields, and their names for the test that holds them together with their entries.
macro_rules! settings {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)+) => {
        /// What is asked for beside the code; `OPTIONS` has an entry for each field.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Settings {
            $($(#[$doc])* pub $field: $type,)+
        }

        impl Settings {
            pub const FIELDS: &'static [&'static str] = &[$(stringify!($field)),+];
        }
    };
}

settings! {
    delay: Option<Delay>,
    retry_after: Option<RetryAfter>,
    auth: Option<Auth>,
    to: Option<Destination>,
    hops: Option<Hops>,
    location: Option<LocationForm>,
    cache: Option<Cache>,
    etag: Option<Token>,
    format: Option<Format>,
    vendor: Option<VendorName>,
    body: Option<OwnBody>,
    media_type: Option<MediaType>,
    headers: Vec<ExtraHeader>,
    fault: Option<Fault>,
    read: Option<ReadBody>,
    expect: Option<Expect>,
    cors: Option<Cors>,
    key: Option<Token>,
    limit: Option<Limit>,
    /// `loop=`: a sequence starts again after its last step.
    repeat: Option<Flag>,
    seed: Option<Seed>,
    nth: Option<Nth>,
    echo: Option<Flag>,
    explain: Option<Flag>,
    strict: Option<Flag>,
}
