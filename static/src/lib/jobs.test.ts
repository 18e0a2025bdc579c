// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import { switchLanguage } from './i18n'
import { failureText } from './jobs'

const failure = {
  code: 'gone',
  message: '文件已不在',
  message_en: 'The file is gone',
  remedy: '请重新上传',
  remedy_en: 'Upload it again',
}

afterEach(() => switchLanguage('zh'))

it('tells a failure in the language of the reader', async () => {
  const job = { error: '文件已不在（The file is gone）', result: { failure } }
  await switchLanguage('zh')
  expect(failureText(job)).toBe('文件已不在。请重新上传')
  await switchLanguage('en')
  expect(failureText(job)).toBe('The file is gone. Upload it again')
})

it('shows the line of a job that an earlier version ran', () => {
  expect(failureText({ error: '已停止（stopped）', result: null })).toBe('已停止（stopped）')
  expect(failureText(undefined)).toBe('')
})
