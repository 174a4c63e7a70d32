/**
 * The last row of the dashboard of the controller: what each replica takes of its machine.
 */
import { JOB, LEADER } from './controller-queries.ts';
import type { RowSpec } from './panel.ts';

/** Of the processes that are sagekeeper, as others may be scraped under the same job. */
function ofReplicas(metric: string, rateOver?: string): string {
  const selector = `${metric}{${JOB}}`;
  const value = rateOver === undefined ? selector : `rate(${selector}[${rateOver}])`;
  return `max by (instance) (${value} and on (job, instance) ${LEADER})`;
}

export const PROCESS: RowSpec = {
  title: 'The process',
  height: 7,
  panels: [
    {
      title: 'Memory',
      description: 'Resident memory of each replica, and what is in use of its heap, garbage included.',
      shape: 'lines',
      unit: 'bytes',
      width: 8,
      queries: [
        { expr: ofReplicas('process_resident_memory_bytes'), legend: '{{instance}} resident' },
        { expr: ofReplicas('nodejs_heap_size_used_bytes'), legend: '{{instance}} heap' },
      ],
    },
    {
      title: 'Processor time',
      description:
        'How much of one processor each replica uses. Most of it is one thread, so more than 100 % helps little.',
      shape: 'lines',
      unit: 'percentunit',
      width: 8,
      queries: [{ expr: ofReplicas('process_cpu_seconds_total', '$__rate_interval'), legend: '{{instance}}' }],
    },
    {
      title: 'Longest stall of the event loop',
      description: 'Since the scrape before. During a stall no call is sent, no lease renewed and no probe answered.',
      shape: 'lines',
      unit: 's',
      width: 8,
      thresholds: [[1, 'orange']],
      queries: [{ expr: ofReplicas('nodejs_eventloop_lag_max_seconds'), legend: '{{instance}}' }],
      runbook: 'SagekeeperNoLeader',
    },
  ],
};
