import { start } from './program';

/** One program serves all tests. At its end it must have had nothing to complain about. */
export default async function setup() {
  const program = await start();
  process.env.BASE_URL = program.address;
  return async () => {
    const how = await program.stop();
    if (how !== 'code 0') throw new Error(`The program should end with code 0 after SIGTERM, but ended: ${how}`);
    if (program.complaints.length > 0) throw new Error(`The program complained in its log:\n${program.complaints.join('\n')}`);
  };
}
