/**
 * What is worth telling, as it happens. The report room turns events into log lines and counters; nothing else depends on them.
 */
import type { Gate, ResourceState } from './decision.ts';
import type { Problem } from './desired-state.ts';
import type { AwsCall, BeforeImage, Effect, SentCall } from './resource.ts';
import type { TargetState } from './snapshot.ts';
import type { Restraint } from './stops.ts';
import type { AccountId, Region, Target } from './target.ts';

interface About {
  readonly arn: string;
  readonly account: AccountId;
  readonly region: Region;
}

export type Event =
  | {
      readonly event: 'DesiredStateLoaded';
      readonly revision: string;
      readonly commit?: string | undefined;
      readonly policies: number;
      readonly warnings: readonly string[];
    }
  | {
      readonly event: 'DesiredStateRefused';
      readonly problems: readonly Problem[];
      readonly commit?: string | undefined;
    }
  /** It is good, and covers so much less or more than the one in force that a person has to accept it. */
  | { readonly event: 'DesiredStateHeld'; readonly held: string; readonly why: string }
  /** One thing that is different under the desired state that has just come into force, as people would say it. */
  | { readonly event: 'DesiredStateEdited'; readonly edit: string }
  | {
      readonly event: 'OrganizationRead';
      readonly accounts: number;
      readonly active: number;
      readonly targets: number;
    }
  | { readonly event: 'OrganizationUnreadable'; readonly message: string }
  | { readonly event: 'PolicyHeld'; readonly policy: string; readonly reason: string; readonly why: string }
  | {
      readonly event: 'PassFinished';
      readonly target: Target;
      readonly state: TargetState;
      readonly reason: string | undefined;
      readonly message: string | undefined;
      readonly resources: number;
      readonly described: number;
      readonly durationMs: number;
    }
  /** Every target that was due has been looked at once. */
  | {
      readonly event: 'SweepFinished';
      readonly complete: boolean;
      readonly targets: number;
      readonly durationMs: number;
      /** How many resources stand how, by policy; states with none are left out. */
      readonly policies: readonly {
        readonly policy: string;
        readonly states: Readonly<Partial<Record<ResourceState, number>>>;
      }[];
    }
  | (About & {
      readonly event: 'StateChanged';
      readonly policy: string;
      readonly from: ResourceState | undefined;
      readonly to: ResourceState;
      readonly gate: Gate | undefined;
      readonly reason: string | undefined;
      readonly why: string | undefined;
      readonly until: number | undefined;
    })
  | (About & {
      readonly event: 'CallSent';
      readonly policies: readonly string[];
      readonly change: string;
      /** Its input is people's own, and never logged. */
      readonly call: AwsCall;
      /** Undefined where it replaces nothing that could be lost. */
      readonly before?: BeforeImage | undefined;
      readonly effect: Effect;
      readonly outcome: SentCall['outcome'];
      readonly message: string | undefined;
      readonly why: string;
    })
  | (About & {
      readonly event: 'ChangeFinished';
      readonly policies: readonly string[];
      readonly change: string;
      /** From the look that first showed the drift, as far as this process knows, to the reading without it. */
      readonly detectionToComplianceMs: number;
    })
  /** A person has to see to this resource. */
  | (About & {
      readonly event: 'HandedOver';
      readonly change: string | undefined;
      readonly reason: string;
      readonly why: string;
    })
  | (About & { readonly event: 'Notice'; readonly reason: string; readonly why: string })
  | { readonly event: 'PolicyHalted'; readonly policy: string; readonly why: string }
  | { readonly event: 'PolicyResumed'; readonly policy: string }
  /** Nothing new begins from now on, for this reason; or, without one, it may again. */
  | { readonly event: 'FreezeChanged'; readonly restraint: Restraint | undefined }
  | { readonly event: 'InvariantBroken'; readonly target: Target | undefined; readonly message: string }
  | { readonly event: 'Lifecycle'; readonly reason: string; readonly message: string };
