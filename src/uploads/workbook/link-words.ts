/** Words of link texts that don't describe the target, such as "View profile". */
const words = new Set(
  `a an the to on in of for at my your our their this more now via go get see view show open visit click read tap write send
  contact connect message follow link links url uri www http https website web site homepage home page profile profiles linkedin
  li sales navigator salesnav email emails e mail mailto address details info here external
  profil profile ansehen anzeigen öffnen hier zum zur link webseite seite schreiben kontakt senden kontaktieren
  voir le la les lien ici site écrire envoyer courriel contacter consulter ouvrir du de
  ver el perfil enlace aquí sitio correo escribir enviar abrir contactar abrir página email
  vedi il profilo qui sito scrivi apri invia contatta
  bekijk profiel hier openen stuur visa profilen här skicka se vis profilen her åbn zobacz otwórz tutaj strona napisz zobrazit
  profilu odkaz profiline git görüntüle bağlantı
  профиль ссылка открыть сайт почта написать смотреть здесь профіль посилання
  查看 链接 鏈接 连结 個人資料 个人资料 主页 打开 邮箱 网站 プロフィール リンク 開く 表示 メール 프로필 링크 보기 이메일`.split(
    /\s+/,
  ),
)

/** Returns whether a text has no word but such words. */
export function isLinkLabel(text: string): boolean {
  return (text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).every((word) => words.has(word))
}
