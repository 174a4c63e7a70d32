/**
 * When a verb has to come to an end: SIGTERM, SIGINT, or the program that started us is gone. The first asks, a second signal
 * ends the process at once.
 */
import { constants } from 'node:os';

export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (name: 'SIGTERM' | 'SIGINT'): void => {
    // What shells report for a process that a signal ended.
    if (controller.signal.aborted) process.exit(128 + constants.signals[name]);
    controller.abort(name);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // A parent that opened a channel (`demo` does) takes us with it, even where it could not say so. The channel alone must not
  // keep us running.
  process.once('disconnect', () => controller.abort('disconnect'));
  process.channel?.unref();
  return controller.signal;
}
