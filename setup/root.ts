import { useReadiness } from '../composables/useReadiness'

export default () => {
  useReadiness()
}
