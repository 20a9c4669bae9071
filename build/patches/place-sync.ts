import { patchModules } from './patch-modules.ts'

/**
 * Slidev's way of keeping windows at one place is left out: `composables/useSharedPlace.ts` does that. The menu that says which window
 * sends and which receives is Slidev's still.
 */
export function placeSync() {
  return patchModules('place-sync', [{
    file: '@slidev/client/setup/root.ts',
    replace: [
      ['  router.afterEach(updateSharedState)\n  watch(clicksContext, updateSharedState)\n', ''],
      ['    if (!shouldReceive)\n      return\n', '    return\n'],
    ],
  }], { inDev: true })
}
