fn main() -> std::process::ExitCode {
    statusbook::cli::main()
}
