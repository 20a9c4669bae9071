/** Keeps the screen on. */
export function useWakeLock(): void
