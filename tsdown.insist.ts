export type Bundle = Record<string, { isEntry?: boolean; code?: string }>;

/** A plug-in that writes otherwise what the bundler made. It calls `found` where it has something to do. */
export interface Rewriter {
  renderChunk?: (code: string) => string;
  generateBundle?: (bundle: Bundle) => void;
}

/**
 * Ends the build where a plug-in found nothing to do: since an update of the bundler its patterns fit no more, what it
 * leaves out is paid for by each start, and nobody would notice.
 */
export function insist(name: string, make: (found: () => void) => Rewriter) {
  let count = 0;
  const { renderChunk, generateBundle } = make(() => (count += 1));
  return {
    name,
    ...(renderChunk && { renderChunk }),
    generateBundle(_: unknown, bundle: Bundle): void {
      generateBundle?.(bundle);
      // Types are a bundle of their own, in which there is nothing to find.
      if ("main.js" in bundle && count === 0)
        throw new Error(`${name} finds nothing to do any more: mend tsdown.config.ts`);
    },
  };
}
