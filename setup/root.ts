import { useReadiness } from '../composables/useReadiness'
import { useSlideKeys } from '../composables/useSlideKeys'

export default () => {
  useReadiness()
  useSlideKeys()
}
