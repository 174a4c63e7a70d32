/**
 * What a policy says of one resource. A difference names one path; notes are reported and never driven.
 */

/** JSON pointer into the resource as its shape names things, such as `/minimumInstanceMetadataServiceVersion`. */
export type Path = string;

export interface Difference {
  readonly path: Path;
  /** Undefined: absent. */
  readonly have: unknown;
  readonly want: unknown;
}

/** Something worth telling about a resource. `reason` is CamelCase and stable, `message` is for people. */
export interface Note {
  readonly reason: string;
  readonly message: string;
  readonly path?: Path;
}

/** Compliant is an applicable verdict without differences and without unknowns. */
export type Verdict =
  | { readonly applicable: false; readonly why: string }
  | {
      readonly applicable: true;
      readonly differences: readonly Difference[];
      /** What could not be told; a resource with any of these is never called compliant. */
      readonly unknown: readonly Note[];
      readonly notes: readonly Note[];
    };
