//! Files that come or go in an embedded folder must rebuild the program, which Cargo does not see by itself.
//! The client is built before the server; its folder is made here so that a fresh clone compiles without it.

fn main() -> std::io::Result<()> {
    std::fs::create_dir_all("target/site")?;
    for folder in ["src/book/statuses", "style", "public", "target/site"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    Ok(())
}
