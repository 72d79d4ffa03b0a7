//! Work that keeps a processor busy (rendering, highlighting, compression) on threads of its own, a bounded number at a time.
//! The runtime's workers are left to the mock, which has to respond on time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Jobs that run at the same time. One job shares a single core with the mock; more would starve it.
const JOBS: usize = 1;

/// How long a request waits for its turn.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The turn didn't come in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

/// Hands out turns, in the order in which they are asked for.
pub struct Renderer {
    turns: Arc<Semaphore>,
}

impl Default for Renderer {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(JOBS)),
        }
    }
}

impl Renderer {
    /// Runs `work` on a blocking thread when its turn comes. A caller that goes away while it waits leaves the queue; one that
    /// goes away later doesn't free its turn before the work has ended.
    ///
    /// # Errors
    /// The turn didn't come within 5 s.
    ///
    /// # Panics
    /// If `work` does, with its panic.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        match tokio::time::timeout(LONGEST_WAIT, self.turn()).await {
            Ok(turn) => run(turn?, work).await,
            Err(_) => Err(Busy),
        }
    }

    /// [`Renderer::run`] for work that nobody waits for: it waits for its turn as long as it takes.
    ///
    /// # Errors
    /// The program is stopping.
    pub async fn run_in_background<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        run(self.turn().await?, work).await
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, Busy> {
        // An error means that the semaphore is closed, and nothing closes it.
        self.turns.clone().acquire_owned().await.map_err(|_| Busy)
    }

    /// Takes the only turn, so that everybody else waits.
    #[cfg(test)]
    pub async fn occupy(&self) -> OwnedSemaphorePermit {
        self.turn().await.unwrap()
    }
}

/// If the mock's latency ever suffers on a single core, this closure is the place to lower the thread's priority (and to restore
/// it at the end, because the pool uses the thread again).
async fn run<T: Send + 'static>(turn: OwnedSemaphorePermit, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
    let job = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    match job.await {
        Ok(made) => Ok(made),
        // The caller handles the panic as if it had done the work itself.
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is shutting down.
            Err(_) => Err(Busy),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    /// A job that has started and runs until it is told to end.
    async fn start(renderer: &Arc<Renderer>) -> (tokio::task::JoinHandle<Result<(), Busy>>, mpsc::Sender<()>) {
        let ((started, is_started), (end, ends)) = (oneshot::channel(), mpsc::channel());
        let renderer = renderer.clone();
        let job = tokio::spawn(async move {
            renderer
                .run(move || {
                    started.send(()).unwrap();
                    ends.recv().unwrap();
                })
                .await
        });
        is_started.await.unwrap();
        (job, end)
    }

    #[tokio::test]
    async fn one_job_runs_at_a_time() {
        let renderer = Arc::new(Renderer::default());
        let (first, end) = start(&renderer).await;
        let mut second = Box::pin(renderer.run(|| 2));
        assert_eq!(second.as_mut().now_or_never(), None);
        end.send(()).unwrap();
        assert_eq!(second.await, Ok(2));
        assert_eq!(first.await.unwrap(), Ok(()));
    }

    #[tokio::test]
    async fn a_caller_that_leaves_does_not_free_its_turn_before_its_work_has_ended() {
        let renderer = Arc::new(Renderer::default());
        let (first, end) = start(&renderer).await;
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        assert_eq!(renderer.turns.available_permits(), 0);
        end.send(()).unwrap();
        assert_eq!(renderer.run(|| 2).await, Ok(2));
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_longer_than_five_seconds_and_who_gives_up_leaves_the_queue() {
        let renderer = Renderer::default();
        let turn = renderer.occupy().await;
        let before = tokio::time::Instant::now();
        assert_eq!(renderer.run(|| 1).await, Err(Busy));
        assert_eq!(before.elapsed().as_secs(), 5);
        let impatient = tokio::time::timeout(Duration::from_secs(1), renderer.run(|| 2));
        assert!(impatient.await.is_err());
        drop(turn);
        assert_eq!(renderer.turns.available_permits(), 1, "one who has left holds the turn");
        assert_eq!(renderer.run(|| 3).await, Ok(3));
    }

    #[tokio::test]
    async fn a_panic_reaches_the_caller_and_frees_the_turn() {
        let renderer = Renderer::default();
        let panicking = std::panic::AssertUnwindSafe(renderer.run::<()>(|| panic!("for the test")));
        let panic = panicking.catch_unwind().await.unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"for the test"));
        assert_eq!(renderer.run(|| 1).await, Ok(1));
    }
}
