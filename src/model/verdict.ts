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
  /** Nothing that we may do mends it: it is told, and never counts. */
  readonly reportOnly?: true;
  /** Which part of the resource it is about, where people know that by a name: the step of a pipeline. */
  readonly step?: string;
  /** What the resource's principal must be allowed once this is mended, and may not be yet. */
  readonly needs?: readonly PermissionNeed[];
}

export interface PermissionNeed {
  /** Such as `sagemaker:CreateTrainingJob`. */
  readonly action: string;
  /** The ARN of a resource as it will be named, without wildcards. */
  readonly resource: string;
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
