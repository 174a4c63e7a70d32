#!/usr/bin/env node
/**
 * Where the process begins and ends: hands the command line to the front door and turns its answer into an exit code.
 */
import { main } from './cli/index.ts';

/** Whoever reads our output may stop reading (`sagekeeper plan | head`): then there is nobody left to talk to. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 2);
});

const exitCode = await main(process.argv.slice(2));
process.exitCode = exitCode;
// Idle connections must not keep the process; what was written has to arrive first.
process.stdout.write('', () => process.exit(exitCode));
