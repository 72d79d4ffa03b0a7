use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use tokio::time::{Instant, advance};

use super::counts::{BATCH, Counts};
use super::*;

const WINDOW: Duration = Duration::from_secs(10);

fn network(text: &str) -> Network {
    Network::from(text.parse::<IpAddr>().unwrap())
}

fn home() -> Network {
    network("192.0.2.1")
}

fn keyed(key: &str, call: &str) -> Name {
    Name {
        owner: Owner::Key(key.into()),
        call: call.into(),
    }
}

fn counted(call: &str, kind: Kind, count: u64) -> Counted {
    Counted {
        call: call.into(),
        kind,
        count,
    }
}

/// Sends new keys from this network until one is refused: how many were taken, and the refusal.
async fn fill(store: &Memory, network: Network) -> (usize, StoreError) {
    for n in 0..10_000 {
        let name = keyed(&format!("{network} {n} {:?}", Instant::now()), "/200");
        if let Err(error) = store.next(&name, network).await {
            return (n, error);
        }
    }
    panic!("{network} may take every place");
}

// Places

#[tokio::test]
async fn one_network_gets_half_of_the_places_and_the_next_half_of_the_rest() {
    let store = Memory::bounded(100);
    let name = keyed("a", "/200");
    assert_eq!(store.next(&name, home()).await, Ok(0));
    assert_eq!(fill(&store, home()).await, (49, StoreError::Share));
    assert_eq!(fill(&store, network("192.0.2.2")).await, (25, StoreError::Share));
    assert_eq!(store.next(&name, home()).await, Ok(1), "a name that is known needs no place");
    let window = store.count(&keyed("b", "/200"), home(), WINDOW).await;
    assert_eq!(window, Err(StoreError::Share), "a quota needs a place as well");
}

#[test]
fn a_network_alone_gets_100_000_names() {
    let mut counts = Counts::new(MOST_NAMES);
    let now = Instant::now();
    for n in 0..100_000 {
        assert_eq!(counts.next(&keyed("a", &n.to_string()), home(), now), Ok(0), "{n}");
    }
    assert_eq!(counts.next(&keyed("a", "one more"), home(), now), Err(StoreError::Share));
    assert_eq!(counts.next(&keyed("b", "/200"), network("192.0.2.2"), now), Ok(0));
}

#[tokio::test]
async fn the_addresses_of_an_ipv6_64_share_their_places() {
    let store = Memory::bounded(8);
    assert_eq!(fill(&store, network("2001:db8::1")).await.0, 4);
    let name = keyed("a", "/200");
    assert_eq!(store.next(&name, network("2001:db8::2:3:4:5")).await, Err(StoreError::Share));
    assert_eq!(store.next(&name, network("2001:db8:0:1::1")).await, Ok(0));
}

#[tokio::test]
async fn a_name_takes_one_place_from_the_network_that_created_it() {
    let store = Memory::bounded(4);
    let (a, b) = (keyed("a", "/200"), keyed("b", "/200"));
    store.next(&a, home()).await.unwrap();
    store.count(&a, home(), WINDOW).await.unwrap();
    store.next(&b, home()).await.unwrap();
    assert_eq!(store.next(&keyed("c", "/200"), home()).await, Err(StoreError::Share));
    // Whoever uses or forgets the key, the place is that of its creator.
    assert_eq!(store.next(&a, network("192.0.2.2")).await, Ok(1));
    assert_eq!(store.forget("a").await, Ok(true));
    assert_eq!(fill(&store, home()).await, (1, StoreError::Share));
}

#[tokio::test(start_paused = true)]
async fn a_full_store_refuses_new_names_and_keeps_the_old() {
    let store = Memory::bounded(1);
    let (a, b) = (keyed("a", "/200"), keyed("b", "/200"));
    let guest = network("192.0.2.2");
    assert_eq!(store.next(&a, home()).await, Ok(0));
    assert_eq!(store.next(&b, guest).await, Err(StoreError::Full));
    assert_eq!(store.next(&a, home()).await, Ok(1));
    advance(KEPT_FOR - Duration::from_millis(1)).await;
    assert_eq!(store.next(&b, guest).await, Err(StoreError::Full));
    advance(Duration::from_millis(1)).await;
    assert_eq!(store.next(&b, guest).await, Ok(0));
}

// Time

#[tokio::test(start_paused = true)]
async fn only_names_that_nobody_used_for_an_hour_are_dropped() {
    let store = Memory::default();
    for key in ["a", "b"] {
        store.next(&keyed(key, "/200"), home()).await.unwrap();
    }
    advance(KEPT_FOR / 2).await;
    assert_eq!(store.next(&keyed("a", "/200"), home()).await, Ok(1));
    advance(KEPT_FOR / 2).await;
    assert!(store.record("b").await.unwrap().calls.is_empty());
    assert_eq!(store.forget("b").await, Ok(false));
    assert_eq!(store.record("a").await.unwrap().calls, [counted("/200", Kind::Calls, 2)]);
    advance(KEPT_FOR / 2).await;
    assert_eq!(store.next(&keyed("a", "/200"), home()).await, Ok(0));
}

#[tokio::test(start_paused = true)]
async fn names_that_expired_give_their_places_back_at_once() {
    let store = Memory::bounded(10 * BATCH);
    let guest = network("192.0.2.2");
    // The guest's names are the first to expire, so home waits for more than one batch.
    assert_eq!(fill(&store, guest).await, (5 * BATCH, StoreError::Share));
    assert_eq!(fill(&store, home()).await, (5 * BATCH / 2, StoreError::Share));
    advance(KEPT_FOR).await;
    assert_eq!(fill(&store, home()).await, (5 * BATCH, StoreError::Share));
}

#[test]
fn the_lock_is_held_for_one_batch_of_expired_names() {
    let mut counts = Counts::new(10 * BATCH);
    let start = Instant::now();
    for n in 0..=2 * BATCH {
        counts.next(&keyed("a", &n.to_string()), home(), start).unwrap();
    }
    assert!(!counts.expire(start));
    assert_eq!(counts.record("a").calls.len(), 2 * BATCH + 1);
    let end = start + KEPT_FOR;
    assert!(counts.expire(end));
    assert_eq!(counts.record("a").calls.len(), BATCH + 1);
    assert!(counts.expire(end));
    assert!(!counts.expire(end));
    assert!(counts.record("a").calls.is_empty());
}

#[tokio::test(start_paused = true)]
async fn windows_open_end_and_open_again() {
    let store = Memory::default();
    let name = keyed("a", "/200");
    for (seconds, used, resets_in) in [(0, 1, 10), (4, 2, 6), (6, 1, 10), (9, 2, 1), (600, 1, 10)] {
        advance(Duration::from_secs(seconds)).await;
        assert_eq!(
            store.count(&name, home(), WINDOW).await,
            Ok(Window {
                used,
                resets_in: Duration::from_secs(resets_in)
            })
        );
    }
}

#[tokio::test(start_paused = true)]
async fn calls_and_quota_of_one_name_are_counted_apart() {
    let store = Memory::default();
    let name = keyed("a", "/200");
    advance(Duration::from_secs(5)).await;
    assert_eq!(store.next(&name, home()).await, Ok(0));
    advance(Duration::from_secs(5)).await;
    let window = store.count(&name, home(), WINDOW).await.unwrap();
    assert_eq!(
        (window.used, window.resets_in),
        (1, WINDOW),
        "a window opens with its first call"
    );
    assert_eq!(store.next(&name, home()).await, Ok(1));
    assert_eq!(store.next(&name, home()).await, Ok(2));
    assert_eq!(
        store.record("a").await.unwrap().calls,
        [counted("/200", Kind::Calls, 3), counted("/200", Kind::Window, 1)]
    );
}

// Keys

#[tokio::test]
async fn a_key_is_told_and_forgotten_and_its_neighbours_stay() {
    let store = Memory::default();
    for name in [
        keyed("a", "/sequence/503,200"),
        keyed("a", "/200"),
        keyed("a-", "/200"),
        keyed("A", "/200"),
    ] {
        store.next(&name, home()).await.unwrap();
    }
    let record = store.record("a").await.unwrap();
    assert_eq!(
        record.calls,
        [counted("/200", Kind::Calls, 1), counted("/sequence/503,200", Kind::Calls, 1)]
    );
    assert!(record.complete);
    assert_eq!(store.forget("a").await, Ok(true));
    assert_eq!(store.forget("a").await, Ok(false));
    assert!(store.record("a").await.unwrap().calls.is_empty());
    for key in ["a-", "A"] {
        assert_eq!(store.next(&keyed(key, "/200"), home()).await, Ok(1), "{key}");
    }
    assert_eq!(store.next(&keyed("a", "/200"), home()).await, Ok(0));
}

#[tokio::test]
async fn no_key_names_the_state_of_an_address() {
    let store = Memory::default();
    let keyless = Name {
        owner: Owner::Network(home()),
        call: "/sequence/503,200".into(),
    };
    assert_eq!(store.next(&keyless, home()).await, Ok(0));
    for key in ["192.0.2.1", "client 192.0.2.1", ""] {
        assert!(store.record(key).await.unwrap().calls.is_empty(), "{key}");
        assert_eq!(store.forget(key).await, Ok(false), "{key}");
        assert_eq!(store.next(&keyed(key, "/sequence/503,200"), home()).await, Ok(0), "{key}");
    }
    assert_eq!(store.next(&keyless, home()).await, Ok(1));
}

#[tokio::test]
async fn callers_without_a_key_are_told_apart_by_network() {
    let store = Memory::default();
    for (address, number) in [
        ("192.0.2.1", 0),
        ("192.0.2.2", 0),
        ("::ffff:192.0.2.1", 1),
        ("2001:db8::1", 0),
        ("2001:db8::2", 1),
    ] {
        let network = network(address);
        let name = Name {
            owner: Owner::Network(network),
            call: "/sequence/503,200".into(),
        };
        assert_eq!(store.next(&name, network).await, Ok(number), "{address}");
    }
}

#[tokio::test]
async fn a_long_record_is_cut_and_says_so_but_is_forgotten_whole() {
    let store = Memory::bounded(4 * MOST_RECORDED);
    for n in 0..MOST_RECORDED {
        store.next(&keyed("a", &n.to_string()), home()).await.unwrap();
    }
    let record = store.record("a").await.unwrap();
    assert_eq!((record.calls.len(), record.complete), (MOST_RECORDED, true));
    store.next(&keyed("a", "one more"), home()).await.unwrap();
    let record = store.record("a").await.unwrap();
    assert_eq!((record.calls.len(), record.complete), (MOST_RECORDED, false));
    assert_eq!(store.forget("a").await, Ok(true));
    assert!(store.record("a").await.unwrap().calls.is_empty());
    assert_eq!(fill(&store, home()).await.0, 2 * MOST_RECORDED, "every place was given back");
}

#[test]
fn the_calls_of_a_key_are_found_without_looking_at_other_keys() {
    let mut counts = Counts::new(10_000);
    let now = Instant::now();
    for n in 0..1_000 {
        counts.next(&keyed(&format!("k{n:03}"), "/200"), home(), now).unwrap();
    }
    for call in ["/200", "/404", "/503"] {
        counts.next(&keyed("k500-", call), home(), now).unwrap();
    }
    assert_eq!(counts.record("k500-").calls.len(), 3);
    // The name behind the last one tells where they end.
    assert!(counts.looked_at.take() <= 4);
    assert_eq!(counts.forget("k500-"), 3);
    assert!(counts.looked_at.take() <= 4);
    assert!(counts.record("unknown").calls.is_empty());
    assert!(counts.looked_at.take() <= 1);
}

// Many callers

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_callers_of_one_key_never_get_the_same_number() {
    let store = Arc::new(Memory::default());
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let name = keyed("a", "/200");
                let mut numbers = Vec::new();
                for _ in 0..200 {
                    numbers.push(store.next(&name, home()).await.unwrap());
                }
                numbers
            })
        })
        .collect();
    let mut numbers = BTreeSet::new();
    for task in tasks {
        numbers.extend(task.await.unwrap());
    }
    assert_eq!(numbers, (0..1_600).collect());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_callers_together_get_no_more_places_than_one() {
    let store = Arc::new(Memory::bounded(100));
    let tasks: Vec<_> = (0..200)
        .map(|n: u64| {
            let store = store.clone();
            tokio::spawn(async move { store.next(&keyed(&n.to_string(), "/200"), home()).await.is_ok() })
        })
        .collect();
    let mut taken = 0;
    for task in tasks {
        taken += usize::from(task.await.unwrap());
    }
    assert_eq!(taken, 50);
}

/// What the store is meant to know of a name.
struct Known {
    name: Name,
    network: Network,
    last: Instant,
    calls: u64,
}

#[tokio::test(start_paused = true)]
async fn random_calls_get_what_a_plain_list_says() {
    const PLACES: usize = 8;
    let networks = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "2001:db8::1"].map(network);
    let store = Memory::bounded(PLACES);
    let mut list: Vec<Known> = Vec::new();
    let (mut full, mut share, mut expired) = (0, 0, 0);
    for step in 0..5_000 {
        let draw = |salt, below| crate::random::mixed(step, salt) % below;
        advance(Duration::from_secs(draw(1, 300))).await;
        let now = Instant::now();
        let before = list.len();
        list.retain(|known| now - known.last < KEPT_FOR);
        expired += before - list.len();

        let key = draw(2, 12).to_string();
        let name = keyed(&key, &draw(3, 3).to_string());
        let network = networks[usize::try_from(draw(4, 5)).unwrap()];
        if draw(5, 20) == 0 {
            let before = list.len();
            list.retain(|known| known.name.owner != name.owner);
            assert_eq!(store.forget(&key).await, Ok(list.len() < before), "step {step}");
        } else {
            let known = list.iter().position(|known| known.name == name);
            let free = PLACES - list.len();
            let held = list.iter().filter(|known| known.network == network).count();
            let expected = if let Some(at) = known {
                list[at].last = now;
                list[at].calls += 1;
                Ok(list[at].calls - 1)
            } else if free == 0 {
                full += 1;
                Err(StoreError::Full)
            } else if held >= free {
                share += 1;
                Err(StoreError::Share)
            } else {
                list.push(Known {
                    name: name.clone(),
                    network,
                    last: now,
                    calls: 1,
                });
                Ok(0)
            };
            assert_eq!(store.next(&name, network).await, expected, "step {step}");
        }

        let mut expected: Vec<_> = list
            .iter()
            .filter(|known| known.name.owner == name.owner)
            .map(|known| counted(&known.name.call, Kind::Calls, known.calls))
            .collect();
        expected.sort_by(|a, b| a.call.cmp(&b.call));
        assert_eq!(store.record(&key).await.unwrap().calls, expected, "step {step}");
    }
    assert!(full > 0 && share > 0 && expired > 0, "{full} {share} {expired}");
}

// Errors

#[test]
fn errors_are_sentences() {
    for (error, text) in [
        (StoreError::Full, "The store is full."),
        (StoreError::Share, "This address holds as many names in the store as it may."),
        (
            StoreError::Unavailable("connection refused".to_owned()),
            "The store can't be reached: connection refused",
        ),
    ] {
        assert_eq!(error.to_string(), text);
    }
}
