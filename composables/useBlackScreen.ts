import * as v from 'valibot'
import { ref } from 'vue'
import { shareState } from '../sync/shared-state'

const isBlack = ref(false)
let tellOthers: (() => void) | undefined

/** Whether the room's screen is black, for who looks at the presenter: the same in all windows. */
export function useBlackScreen() {
  tellOthers ??= shareState('black', v.boolean(), () => isBlack.value, received => isBlack.value = received)
  return {
    isBlack,
    toggle() {
      isBlack.value = !isBlack.value
      tellOthers!()
    },
  }
}
