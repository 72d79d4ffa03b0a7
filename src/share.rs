//! A bounded number of places that many clients share, so that one address can't take all of them.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Who shares: an IPv4 address, or the /64 of an IPv6 address, because one household or server usually has a whole /64.
/// An IPv4 address that is written as an IPv6 one counts as the IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(IpAddr);

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        })
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Every place is taken.
    Full,
    /// The address holds as many places as are still free.
    Share,
}

/// How many places each network holds. A network may hold at most as many as are still free: alone it gets half of them,
/// and the second one still gets half of the rest.
#[derive(Debug)]
pub struct Shares {
    total: usize,
    used: usize,
    by_network: HashMap<Network, usize>,
}

impl Shares {
    pub fn new(total: usize) -> Self {
        Self {
            total,
            used: 0,
            by_network: HashMap::new(),
        }
    }

    /// # Errors
    /// No place is left, or none for this network.
    pub fn take(&mut self, network: Network) -> Result<(), Denied> {
        let free = self.total - self.used;
        let held = self.held(network);
        if free == 0 {
            return Err(Denied::Full);
        }
        if held >= free {
            return Err(Denied::Share);
        }
        self.used += 1;
        *self.by_network.entry(network).or_default() += 1;
        Ok(())
    }

    pub fn give_back(&mut self, network: Network) {
        if let Some(held) = self.by_network.get_mut(&network) {
            *held -= 1;
            self.used -= 1;
            if *held == 0 {
                self.by_network.remove(&network);
            }
        }
    }

    pub fn used(&self) -> usize {
        self.used
    }

    pub fn held(&self, network: Network) -> usize {
        self.by_network.get(&network).copied().unwrap_or(0)
    }
}

/// [`Shares`] that hand out permits; a dropped permit gives its place back.
#[derive(Clone, Debug)]
pub struct Pool(Arc<Mutex<Shares>>);

/// A place in a [`Pool`].
#[derive(Debug)]
pub struct Permit {
    pool: Pool,
    network: Network,
}

impl Pool {
    pub fn new(total: usize) -> Self {
        Self(Arc::new(Mutex::new(Shares::new(total))))
    }

    /// # Errors
    /// No place is left, or none for this network.
    pub fn take(&self, network: Network) -> Result<Permit, Denied> {
        self.shares().take(network)?;
        Ok(Permit {
            pool: self.clone(),
            network,
        })
    }

    /// Places taken now.
    pub fn used(&self) -> usize {
        self.shares().used()
    }

    fn shares(&self) -> MutexGuard<'_, Shares> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.pool.shares().give_back(self.network);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        Network::from(text.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn one_network_gets_half_and_the_next_half_of_the_rest() {
        let pool = Pool::new(100);
        let take_all = |name: &str| {
            let mut permits = Vec::new();
            while let Ok(permit) = pool.take(network(name)) {
                permits.push(permit);
            }
            permits
        };
        let first = take_all("192.0.2.1");
        let second = take_all("192.0.2.2");
        assert_eq!((first.len(), second.len()), (50, 25));
        assert_eq!(pool.take(network("192.0.2.1")).unwrap_err(), Denied::Share);
        assert!(pool.take(network("192.0.2.3")).is_ok());
        drop(first);
        assert_eq!(pool.used(), 25);
        assert!(pool.take(network("192.0.2.1")).is_ok());
    }

    #[test]
    fn a_network_is_an_ipv4_address_or_an_ipv6_64() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:0:0:2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
