/**
 * Is this notebook's minimum IMDS version what the policy wants? Absent counts as 1. Whether a notebook may be stopped for
 * it is not asked here; whether its platform has to move in the same update is.
 */
import type { Verdict } from '../../model/verdict.ts';
import { CURRENT_PLATFORM, PATHS, canMigrate, platformStanding } from '../../resources/notebook-instance/shape.ts';
import type { NotebookInstance } from '../../resources/notebook-instance/shape.ts';

export interface NotebookImdsWant {
  readonly minimumInstanceMetadataServiceVersion: '2';
  readonly retiredPlatforms: 'hold' | 'migrate';
}

export function judgeNotebookImds(want: NotebookImdsWant, notebook: NotebookInstance): Verdict {
  if (notebook.status === 'Deleting') return { applicable: false, why: 'it is being deleted' };
  const { minimumInstanceMetadataServiceVersion: have, platformIdentifier } = notebook.configuration;
  if (have !== undefined && have !== '1' && have !== '2') {
    const message = `AWS answers IMDS version ${JSON.stringify(have)}, which this release does not know`;
    return {
      applicable: true,
      differences: [],
      unknown: [{ reason: 'ImdsVersionUnknown', message, path: PATHS.imds }],
      notes: [],
    };
  }
  const retired = platformStanding(platformIdentifier) === 'retired';
  const notes = retired
    ? [
        {
          reason: 'PlatformRetired',
          message: `${platformIdentifier} is retired: once stopped, the notebook cannot be started again`,
          path: PATHS.platform,
        },
      ]
    : [];
  if (have === want.minimumInstanceMetadataServiceVersion) {
    return { applicable: true, differences: [], unknown: [], notes };
  }
  const imds = { path: PATHS.imds, have, want: want.minimumInstanceMetadataServiceVersion };
  const moves = retired && want.retiredPlatforms === 'migrate' && canMigrate(platformIdentifier);
  const platform = { path: PATHS.platform, have: platformIdentifier, want: CURRENT_PLATFORM };
  return { applicable: true, differences: moves ? [imds, platform] : [imds], unknown: [], notes };
}
