/**
 * What a plan must know beyond what a pass reads. A pass leaves the tags of what runs alone until right before something is
 * sent; but whether CloudFormation owns it, whether a tag is free and whether it was mended lately decide what would be sent,
 * and a plan promises just that.
 */
import type { Loop } from '../controller/loop.ts';
import type { Place } from '../controller/memory.ts';
import { settle } from '../controller/reconcile.ts';
import { see } from '../controller/see.ts';
import { AwsError } from '../model/aws-error.ts';
import type { Resource } from '../model/resource.ts';
import { abreast } from '../organization/abreast.ts';

/** Reads the tags of everything that has a call coming and decides anew; two calls for each. What cannot be read is unknown. */
export async function readTagsOfWhatIsDue({ controller }: Loop, signal: AbortSignal): Promise<void> {
  const { memory } = controller;
  const places = [...memory.places.values()]
    .filter(({ listed }) => listed)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  // One at a time in each place: its rate would let no more through.
  await abreast(places, async (place) => {
    const site = controller.site(place);
    for (const { resource } of place.entries.values()) {
      if (signal.aborted) return;
      if (resource === undefined || place.kind.isWhole(resource)) continue;
      if (controller.think(place, resource, site).step.step === 'call') await readTags(place, resource);
    }
  });
  memory.recount();
  memory.releaseAll();
  for (const place of places) settle(controller, place);

  async function readTags(place: Place, resource: Resource): Promise<void> {
    try {
      await see(controller, place, resource);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      place.unread += 1;
      controller.notRead(place, resource.arn, error);
    }
  }
}
