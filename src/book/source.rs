//! Where the files of the book come from: inside the program in release builds, from the source tree in debug builds, so that
//! an author sees an edit after reloading the page.

use std::sync::{Arc, RwLock};

use rust_embed::RustEmbed;

use super::{Book, BookError};

#[derive(RustEmbed)]
#[folder = "src/book"]
#[include = "statuses/*.md"]
#[include = "groups/*.md"]
#[include = "articles/*.md"]
#[include = "products/*.toml"]
struct Files;

/// The book as it is now. [`LiveBook::book`] is cheap in release builds and looks for edits in debug builds.
pub struct LiveBook {
    current: RwLock<Version>,
}

struct Version {
    book: Arc<Book>,
    /// Counts edits from 0; part of the page cache's key.
    number: u64,
    /// What [`stamp`] was when the files were read.
    stamp: u64,
}

impl LiveBook {
    /// # Errors
    /// The first mistake in the files.
    pub fn open() -> Result<Self, BookError> {
        Ok(Self {
            current: RwLock::new(Version {
                book: Arc::new(Book::bind(files())?),
                number: 0,
                stamp: stamp(),
            }),
        })
    }

    /// The book and the number of its version.
    ///
    /// # Errors
    /// In debug builds, a mistake in an edited file. [`LiveBook::last_good`] still has the version before it.
    pub fn book(&self) -> Result<(Arc<Book>, u64), BookError> {
        if cfg!(debug_assertions) {
            let stamp = stamp();
            let mut version = self.current.write().unwrap_or_else(|e| e.into_inner());
            if version.stamp != stamp {
                version.book = Arc::new(Book::bind(files())?);
                version.number += 1;
                version.stamp = stamp;
            }
        }
        let version = self.current.read().unwrap_or_else(|e| e.into_inner());
        Ok((version.book.clone(), version.number))
    }

    /// The newest version without mistakes. Looks for edits in debug builds, so that a new page is there at once.
    pub fn newest(&self) -> Arc<Book> {
        self.book().map_or_else(|_| self.last_good(), |(book, _)| book)
    }

    /// The newest version without mistakes that was read so far. Never looks for edits.
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

/// A hash of the names, sizes and modification times of all files: it changes when one is added, removed or edited.
/// Asks the file system itself: `Files::get` reads and digests the whole file, which takes 80 ms for all of them in debug builds.
fn stamp() -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/book"));
    let mut hasher = DefaultHasher::new();
    for name in Files::iter() {
        name.hash(&mut hasher);
        if let Ok(file) = folder.join(&*name).metadata() {
            file.len().hash(&mut hasher);
            file.modified().ok().hash(&mut hasher);
        }
    }
    hasher.finish()
}
