export interface Saved {
  file: string;
  run: string;
}

export interface Job {
  n: number;
  folder: string;
  file: string;
  text: string;
  saved: Saved;
}

export function commands(client: { id: string; program: Saved | undefined; test: Saved }, jobs: Job[], base: string): Promise<Map<Job, string[]>>;
