import { describe, expect, it } from 'vitest'
import { UnreadableFileError } from '../../src/uploads/errors.ts'
import { detectFileType, type FileType } from '../../src/uploads/file-type.ts'
import { workbook } from '../support/workbooks.ts'

const rows = { Leads: [['Name'], ['Ada']] }

describe('recognising a file by what it begins with', () => {
  it.each<[string, Buffer, FileType]>([
    ['a CSV file', Buffer.from('Name,Email\n'), 'text'],
    ['an empty file', Buffer.alloc(0), 'text'],
    ['text that begins with a tab', Buffer.from('\tName\tEmail\n'), 'text'],
    ['a tag as a column name', Buffer.from('<name>,<email>\n'), 'text'],
    ['names in brackets', Buffer.from('[Name],[E-mail]\n[Ada],ada@x.example\n'), 'text'],
    ['names in braces', Buffer.from('{Name};{E-mail}\n'), 'text'],
    ['cells with markup', Buffer.from('<b>Name</b>,<b>E-mail</b>\n<i>Ada</i>,ada@x.example\n'), 'text'],
    ['addresses in angle brackets', Buffer.from('<ada@x.example>\n<bob@x.example>\n'), 'text'],
    ['a column of SQL', Buffer.from('Insert into,Name\n'), 'text'],
    ['a title like SQL', Buffer.from('Create table for mail merge (March)\nName,Email\n'), 'text'],
    ['cells in tags between tabs', Buffer.from('<First name>\t<Notes>\nAda\t<b>new</b>\n'), 'text'],
    ['a PDF, which the reader of text refuses', Buffer.from('%PDF-1.7'), 'text'],
    ['.xlsx', workbook(rows, 'xlsx'), 'zip'],
    ['.xlsb', workbook(rows, 'xlsb'), 'zip'],
    ['.ods', workbook(rows, 'ods'), 'zip'],
    ['.xls', workbook(rows, 'biff8'), 'compound'],
    ['.xls of Excel 95', workbook(rows, 'biff5'), 'compound'],
    ['.xls of Excel 4', workbook(rows, 'biff4'), 'stream'],
    ['.xls of Excel 3', workbook(rows, 'biff3'), 'stream'],
    ['.xls of Excel 2', workbook(rows, 'biff2'), 'stream'],
    ['SpreadsheetML', workbook(rows, 'xlml'), 'markup'],
    ['.fods', workbook(rows, 'fods'), 'markup'],
    ['a web page', workbook(rows, 'html'), 'markup'],
    ['a web page after blanks', Buffer.from('\n\n  <!DOCTYPE html><html>'), 'markup'],
    ['a web page with a byte order mark', Buffer.from('\ufeff<HTML>'), 'markup'],
    ['a web page in UTF-16', Buffer.from('\ufeff<html>', 'utf16le'), 'markup'],
    ['a web page after a comment', Buffer.from('<!-- saved -->\n<html>'), 'markup'],
    ['a bare table', Buffer.from('<TABLE border=1>'), 'markup'],
    ['a table in something', Buffer.from('<div><p>Report</p><table>'), 'markup'],
    ['XHTML', Buffer.from('<?xml version="1.0"?><!DOCTYPE html><html>'), 'markup'],
  ])('recognises %s', (_what, bytes, kind) => {
    expect(detectFileType(bytes.subarray(0, 8_192))).toBe(kind)
  })

  it.each([
    ['an array of objects', '[{"name":"Ada","email":"ada@x.example"}]', 'JSON'],
    ['a formatted array of objects', '[\n  {\n    "name": "Ada"\n  }\n]\n', 'JSON'],
    ['an object', '{ "leads": [] }', 'JSON'],
    ['an object on each line', '{"name":"Ada"}\n{"name":"Bob"}\n', 'JSON'],
    ['an array on each line', '["name","email"]\n["Ada","ada@x.example"]\n', 'JSON'],
    ['an array of arrays', '[["name"],["Ada"]]', 'JSON'],
    ['objects as Python prints them', "[{'name': 'Ada'}]", 'JSON'],
    ['XML without a declaration', '<leads>\n  <lead><name>Ada</name></lead>\n</leads>', 'XML or HTML'],
    ['XML with attributes', '<a:leads xmlns:a="urn:a"><a:lead>Ada</a:lead></a:leads>', 'XML or HTML'],
    ['a part of a web page', '<ul class="leads"><li>Ada</li></ul>', 'XML or HTML'],
    ['elements below each other', '<p>Ada</p>\n<p>Bob</p>', 'XML or HTML'],
    ['a vCard', 'BEGIN:VCARD\r\nFN:Ada\r\nEND:VCARD\r\n', 'a vCard or a calendar'],
    ['YAML', '---\n- name: Ada\n  email: ada@x.example\n', 'YAML'],
    ['LDIF', 'dn: cn=Ada,dc=x,dc=example\ncn: Ada\n', 'LDIF'],
    ['SQL', "INSERT INTO leads (name) VALUES ('Ada');\n", 'SQL'],
  ])('refuses %s', (_what, text, kind) => {
    const refused = new UnreadableFileError(`This is ${kind}, not a table. Export it as .xlsx or CSV.`)
    expect(() => detectFileType(Buffer.from(text))).toThrow(refused)
    expect(() => detectFileType(Buffer.from(`\ufeff${text}`, 'utf16le'))).toThrow(refused)
  })

  it('refuses XML that is not a workbook', () => {
    expect(() => detectFileType(Buffer.from('<?xml version="1.0"?><contacts><contact/></contacts>'))).toThrow(
      new UnreadableFileError('This is an XML file, not a table. Export it as .xlsx or CSV.'),
    )
  })
})
