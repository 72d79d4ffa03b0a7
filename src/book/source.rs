//! Where the files of the book come from: inside the program in release builds, from the source tree in debug builds,
//! where a writer sees an edit by reloading the page.

use std::sync::{Arc, RwLock};

use rust_embed::RustEmbed;

use super::{Book, BookError};

#[derive(RustEmbed)]
#[folder = "src/book"]
#[include = "statuses/*.md"]
#[include = "groups/*.md"]
struct Files;

/// The book as it is now. [`Shelf::book`] is cheap in release builds and looks for edits in debug builds.
pub struct Shelf {
    current: RwLock<Edition>,
}

struct Edition {
    book: Arc<Book>,
    /// Grows with every edit; part of the page cache's key.
    number: u64,
    stamp: u64,
}

impl Shelf {
    /// # Errors
    /// The first mistake in the files.
    pub fn open() -> Result<Self, BookError> {
        Ok(Self {
            current: RwLock::new(Edition {
                book: Arc::new(Book::bind(files())?),
                number: 0,
                stamp: stamp(),
            }),
        })
    }

    /// The book and the number of its edition.
    ///
    /// # Errors
    /// In debug builds, the mistake that an edit brought in; [`Shelf::last_good`] still has the edition before it.
    pub fn book(&self) -> Result<(Arc<Book>, u64), BookError> {
        if cfg!(debug_assertions) {
            let stamp = stamp();
            let mut edition = self.current.write().unwrap_or_else(|e| e.into_inner());
            if edition.stamp != stamp {
                edition.book = Arc::new(Book::bind(files())?);
                edition.number += 1;
                edition.stamp = stamp;
            }
        }
        let edition = self.current.read().unwrap_or_else(|e| e.into_inner());
        Ok((edition.book.clone(), edition.number))
    }

    /// The newest edition without mistakes; never looks for edits.
    pub fn last_good(&self) -> Arc<Book> {
        self.current.read().unwrap_or_else(|e| e.into_inner()).book.clone()
    }
}

pub fn files() -> impl Iterator<Item = (String, String)> {
    Files::iter().filter_map(|name| {
        let file = Files::get(&name)?;
        Some((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
    })
}

/// Changes when a file comes, goes or is edited: names and times of change, mixed.
fn stamp() -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for name in Files::iter() {
        name.hash(&mut hasher);
        if let Some(file) = Files::get(&name) {
            file.metadata.last_modified().hash(&mut hasher);
            file.data.len().hash(&mut hasher);
        }
    }
    hasher.finish()
}
