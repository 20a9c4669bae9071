/** Slidev's keys, for as long as the component at hand is there. */
export function registerShortcuts(): void
