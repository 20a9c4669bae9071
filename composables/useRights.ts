import { readonly, ref } from 'vue'
import { onRights } from '../sync/other-windows'

const mayWrite = ref(true)
onRights(isGiven => mayWrite.value = isGiven)

/** Whether the other windows take what this one does: in a room of several devices, who has no presenter's link only follows. */
export const useRights = () => ({ mayWrite: readonly(mayWrite) })
