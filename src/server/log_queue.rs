//! Log lines on their way out. Whoever logs only puts a line into memory; a thread of its own writes it. So the program goes on when
//! nobody reads its log and the pipe is full: what doesn't fit into memory then is dropped and counted.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tracing_subscriber::fmt::MakeWriter;

/// Lines that wait to be written, in bytes.
const CAPACITY: usize = 1024 * 1024;

/// The least time between two reports of dropped lines.
const REPORT_EVERY: Duration = Duration::from_secs(5);

/// How long the end of the program waits for the last lines to be written.
const STOP_TIME: Duration = Duration::from_secs(1);

/// Takes lines from any thread and never waits.
#[derive(Clone)]
pub struct LogQueue(Arc<Shared>);

struct Shared {
    pending: Mutex<Pending>,
    changed: Condvar,
}

#[derive(Default)]
struct Pending {
    text: Vec<u8>,
    /// Lines dropped since the start.
    dropped: u64,
    is_stopping: bool,
    /// All has been written, and nothing will be any more.
    is_done: bool,
}

/// Kept for the life of the program. Dropped at its end, it waits until the last lines are written, but not for ever.
pub struct LogGuard(Arc<Shared>);

/// A queue and the thread that empties it into `out`. `report` logs how many lines have been dropped.
///
/// # Errors
/// The system gives no thread.
pub fn start<W, R>(out: W, report: R) -> io::Result<(LogQueue, LogGuard)>
where
    W: Write + Send + 'static,
    R: Fn(u64) + Send + 'static,
{
    let shared = Arc::new(Shared {
        pending: Mutex::default(),
        changed: Condvar::new(),
    });
    let queue = shared.clone();
    std::thread::Builder::new()
        .name("log".to_owned())
        .spawn(move || queue.write_to(out, report))?;
    Ok((LogQueue(shared.clone()), LogGuard(shared)))
}

impl Shared {
    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, line: &[u8]) {
        let mut pending = self.pending();
        if pending.text.len() + line.len() > CAPACITY {
            pending.dropped += 1;
        } else {
            pending.text.extend_from_slice(line);
        }
        self.changed.notify_all();
    }

    fn write_to(&self, mut out: impl Write, report: impl Fn(u64)) {
        let mut reported = 0;
        let mut next_report = Instant::now();
        loop {
            let (text, dropped, is_stopping) = self.take(reported, next_report);
            // Where it goes may be closed. That is no reason to stop, and there is no other place to say so.
            let _ = out.write_all(&text).and_then(|()| out.flush());
            let is_due = is_stopping || Instant::now() >= next_report;
            if dropped > reported && is_due {
                // Goes through this queue like every line; what waited in it has just been written.
                report(dropped - reported);
                reported = dropped;
                next_report = Instant::now() + REPORT_EVERY;
            } else if is_stopping && text.is_empty() {
                self.pending().is_done = true;
                self.changed.notify_all();
                return;
            }
        }
    }

    /// Waits for lines, for the time to report dropped ones, or for the end.
    fn take(&self, reported: u64, next_report: Instant) -> (Vec<u8>, u64, bool) {
        let mut pending = self.pending();
        while pending.text.is_empty() && !pending.is_stopping {
            pending = if pending.dropped == reported {
                self.changed.wait(pending).unwrap_or_else(PoisonError::into_inner)
            } else {
                let left = next_report.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                let waited = self.changed.wait_timeout(pending, left);
                waited.unwrap_or_else(PoisonError::into_inner).0
            };
        }
        (std::mem::take(&mut pending.text), pending.dropped, pending.is_stopping)
    }
}

impl Drop for LogGuard {
    fn drop(&mut self) {
        let mut pending = self.0.pending();
        pending.is_stopping = true;
        self.0.changed.notify_all();
        // Nothing depends on whether it was in time.
        drop(
            self.0
                .changed
                .wait_timeout_while(pending, STOP_TIME, |pending| !pending.is_done),
        );
    }
}

/// One line: the subscriber writes each event at once.
impl Write for &LogQueue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.add(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogQueue {
    type Writer = &'a LogQueue;

    fn make_writer(&'a self) -> &'a LogQueue {
        self
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// A pipe that takes a piece only when it is let.
    struct Pipe {
        let_in: Receiver<()>,
        taken: Sender<String>,
    }

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.let_in.recv().map_err(io::Error::other)?;
            let _ = self.taken.send(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Log {
        queue: LogQueue,
        guard: LogGuard,
        let_in: Sender<()>,
        taken: Receiver<String>,
        reports: Receiver<u64>,
    }

    fn log() -> Log {
        let ((let_in, is_let), (takes, taken), (report, reports)) = (channel(), channel(), channel());
        let pipe = Pipe {
            let_in: is_let,
            taken: takes,
        };
        let (queue, guard) = start(pipe, move |dropped| report.send(dropped).unwrap()).unwrap();
        Log {
            queue,
            guard,
            let_in,
            taken,
            reports,
        }
    }

    #[test]
    fn lines_arrive_in_order() {
        let log = log();
        log.let_in.send(()).unwrap();
        writeln!(&log.queue, "first").unwrap();
        assert_eq!(log.taken.recv().unwrap(), "first\n");
        log.let_in.send(()).unwrap();
        log.queue.0.add(b"second\n");
        assert_eq!(log.taken.recv().unwrap(), "second\n");
    }

    #[test]
    fn a_pipe_that_nobody_reads_stops_nobody_and_what_is_dropped_is_counted() {
        let log = log();
        let line = [b'x'; 1024];
        // The thread takes what is there and waits at the pipe with it; the queue fills up behind it.
        log.queue.0.add(&line);
        while !log.queue.0.pending().text.is_empty() {
            std::thread::yield_now();
        }
        for _ in 0..CAPACITY / line.len() + 3 {
            log.queue.0.add(&line);
        }
        assert_eq!(log.queue.0.pending().dropped, 3);
        assert_eq!(log.queue.0.pending().text.len(), CAPACITY);
        assert!(log.taken.try_recv().is_err());

        // Once it is read again, all that was kept arrives, and the loss is reported.
        log.let_in.send(()).unwrap();
        log.let_in.send(()).unwrap();
        assert_eq!(log.reports.recv().unwrap(), 3);
        let lengths: Vec<_> = log.taken.iter().take(2).map(|text| text.len()).collect();
        assert_eq!(lengths, [line.len(), CAPACITY]);
    }

    #[test]
    fn the_end_waits_for_the_last_lines_and_reports_what_was_dropped() {
        let log = log();
        log.queue.0.add(b"last\n");
        log.queue.0.add(&vec![b'x'; CAPACITY + 1]);
        log.let_in.send(()).unwrap();
        log.let_in.send(()).unwrap();
        drop(log.guard);
        assert_eq!(log.taken.recv().unwrap(), "last\n");
        assert_eq!(log.reports.recv().unwrap(), 1);
    }

    #[test]
    fn the_end_does_not_wait_for_a_pipe_that_nobody_reads() {
        let log = log();
        log.queue.0.add(b"never read\n");
        let started = Instant::now();
        drop(log.guard);
        assert!(started.elapsed() < 5 * STOP_TIME);
        assert!(log.taken.try_recv().is_err());
    }

    #[test]
    fn a_closed_pipe_stops_nobody() {
        let log = log();
        drop(log.let_in);
        log.queue.0.add(b"lost\n");
        drop(log.guard);
        log.queue.0.add(b"lost too\n");
        assert!(log.taken.recv().is_err(), "the thread has ended");
    }
}
