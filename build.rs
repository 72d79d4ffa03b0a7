//! Rebuilds the program when a file is added to an embedded folder or removed from it, which Cargo doesn't notice. Files that
//! `include_str!` names need no line here: the compiler tells Cargo about them.
//! The client is built before the server. Its folder is created here so that a fresh clone compiles without it.

fn main() -> std::io::Result<()> {
    std::fs::create_dir_all("target/site")?;
    for folder in [
        "src/book/statuses",
        "src/book/groups",
        "src/book/products",
        "src/book/articles",
        "style",
        "public",
        "target/site",
    ] {
        println!("cargo::rerun-if-changed={folder}");
    }
    Ok(())
}
