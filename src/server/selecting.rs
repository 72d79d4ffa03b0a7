//! Which response of a call is sent: counts the call where it has to be counted.

use std::net::{IpAddr, Ipv4Addr};

use http::Extensions;
use http::request::Parts;

use super::responses::store_refusal;
use super::{ClientAddress, State};
use crate::call::values::{Limit, Token};
use crate::call::{Call, Target};
use crate::digest;
use crate::mock::{Quota, Refusal, Selection};
use crate::random::mixed;
use crate::share::Network;
use crate::store::{Name, Owner, Store};

/// The longest target that the store keeps in full, in characters.
const LONGEST_NAME: usize = 200;

/// The counter of one call.
struct Counter<'a> {
    store: &'a dyn Store,
    name: Name,
    network: Network,
    /// Otherwise it only says what the next call gets.
    counts: bool,
}

impl Counter<'_> {
    /// The number of this call, counted from 1.
    async fn next(&self) -> Result<u64, Refusal> {
        let number = if self.counts {
            self.store.next(&self.name, self.network).await
        } else {
            self.store.peek(&self.name).await
        };
        let number = number.map_err(store_refusal)?;
        Ok(number + 1)
    }

    async fn quota(&self, limit: Limit) -> Result<Quota, Refusal> {
        let window = if self.counts {
            self.store.count(&self.name, self.network, limit.window).await
        } else {
            self.store.peek_window(&self.name, limit.window).await
        };
        let window = window.map_err(store_refusal)?;
        let remaining = u64::from(limit.calls).saturating_sub(window.used);
        Ok(Quota {
            limit: limit.calls,
            window: limit.window,
            remaining: remaining.try_into().unwrap_or(u32::MAX),
            resets_in: window.resets_in,
            exceeded: window.used > u64::from(limit.calls),
        })
    }
}

/// Counts the call where it has to be counted, and selects its response.
///
/// # Errors
/// The store has no room for the call, or can't be reached.
pub async fn select(state: &State, parts: &Parts, call: &Call, draw: u64) -> Result<Selection, Refusal> {
    chosen(state, parts, call, draw, true).await
}

/// What [`select`] would select for the next call. Counts nothing.
///
/// # Errors
/// The store can't be reached.
pub async fn look_ahead(state: &State, parts: &Parts, call: &Call, draw: u64) -> Result<Selection, Refusal> {
    chosen(state, parts, call, draw, false).await
}

async fn chosen(state: &State, parts: &Parts, call: &Call, draw: u64, counts: bool) -> Result<Selection, Refusal> {
    let network = network(&parts.extensions);
    let key = call.settings.key.as_ref().map(Token::as_str);
    let counter = Counter {
        store: &*state.site.store,
        name: Name {
            owner: key.map_or(Owner::Network(network), |key| Owner::Key(key.into())),
            call: short_name(&call.target).into(),
        },
        network,
        counts,
    };
    let quota = match call.settings.limit {
        Some(limit) => Some(counter.quota(limit).await?),
        None => None,
    };
    if quota.is_some_and(|quota| quota.exceeded) {
        return Ok(Selection {
            quota,
            ..Selection::uncounted(call, draw)
        });
    }
    let selection = match &call.target {
        Target::Code(code) => Selection {
            nth: if key.is_some() { Some(counter.next().await?) } else { None },
            ..Selection::only(call, *code)
        },
        Target::Sequence(list) => Selection::step(call, list, counter.next().await? - 1),
        Target::Random(set) => {
            let seed = call.settings.seed.map(|seed| seed.0);
            let (nth, draw) = match (seed, call.settings.nth) {
                (Some(seed), Some(n)) => (None, mixed(seed, n.0)),
                (None, _) if key.is_none() => (None, draw),
                (seed, _) => {
                    let nth = counter.next().await?;
                    (Some(nth), seed.map_or(draw, |seed| mixed(seed, nth)))
                }
            };
            Selection {
                nth,
                ..Selection::only(call, set.draw(draw))
            }
        }
    };
    Ok(Selection { quota, ..selection })
}

/// A target as the store knows it: as it is, or cut with a digest of the whole, so that nobody fills the store with long names.
fn short_name(target: &Target) -> String {
    let text = target.to_string();
    match text.char_indices().nth(LONGEST_NAME) {
        Some((at, _)) => format!("{}… {}", &text[..at], digest::short(text.as_bytes())),
        None => text,
    }
}

/// Who holds the places that this request takes. Requests without an address, which only tests send, share one.
pub fn network(extensions: &Extensions) -> Network {
    let client = extensions.get::<ClientAddress>();
    Network::from(client.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |client| client.0))
}
