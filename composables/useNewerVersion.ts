import { computed } from 'vue'
import { newerVersion, takeNewerVersion } from '../build/client/offline'

/** The version of the deck that was published since this window opened. It waits until somebody takes it: no talk is cut short. */
export const useNewerVersion = () => ({ isOffered: computed(() => newerVersion.value !== null), take: takeNewerVersion })
