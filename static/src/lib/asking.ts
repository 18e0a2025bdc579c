import { shallowRef } from 'vue'

/** A question that one text answers, and what is done with it. */
export interface Question {
  question: string
  /** Where what was typed is kept on the device: of what, about which. */
  place: string
  limit: number
  send: (text: string) => Promise<unknown>
  type?: 'textarea' | 'text' | 'password'
  optional?: boolean
}

interface Asked extends Question {
  over: (sent: boolean) => void
}

/** The question that lies over the page. */
export const asked = shallowRef<Asked | null>(null)

/**
 * Ask for a text and do with it what was meant. The prompt stays open, with the text and the reason,
 * until that has worked or the person gives up.
 *
 * @returns whether it was done
 */
export function askText(question: Question): Promise<boolean> {
  asked.value?.over(false)
  return new Promise((resolve) => {
    const mine: Asked = {
      ...question,
      over: (sent) => {
        if (asked.value === mine) asked.value = null
        resolve(sent)
      },
    }
    asked.value = mine
  })
}
