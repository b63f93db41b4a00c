"""Names to try for the columns of a table that no known product wrote."""

from collections.abc import Mapping

from feedback.intake.tables.formats import Role


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(","))


# The first name that a table has wins.
ALIASES: Mapping[Role, tuple[str, ...]] = {
    Role.TEXT: _split(
        "text, body, comment, comments, message, description, review, "
        "review text, content, feedback, verbatim, complaint, letter, answer, "
        "nachricht, kommentar, beschreibung, rückmeldung, bewertung, beschwerde, "
        "commentaire, avis, comentario, comentarios, mensaje, opinión, "
        "comentário, mensagem, commento, messaggio, bericht, yorum, mesaj, "
        "şikayet, 内容, 评论, 留言, 反馈, 意见, 投诉内容, 评价内容, コメント, "
        "本文, 내용, texto, texte, testo, tekst, réclamation, queja, reseña, "
        "reclamação, recensione, reclamo, opmerking, klacht, meddelande, "
        "kommentti, viesti, treść, wiadomość, komentarz, opinia, skarga, zpráva, "
        "komentář, üzenet, vélemény, mesaj, отзыв, комментарий, сообщение, "
        "текст, жалоба, обращение, відгук, 內容, 評論, 意見, お問い合わせ内容, "
        "ご意見, レビュー, 리뷰, 의견, 문의내용, 메시지"
    ),
    Role.TITLE: _split(
        "title, subject, headline, betreff, titel, sujet, titre, asunto, título, "
        "oggetto, titolo, onderwerp, konu, 标题, 主题, 件名, 제목"
    ),
    Role.DATE: _split(
        "created at, created, date, timestamp, submitted at, written at, "
        "date received, received, review date, created time, created date, "
        "submit date, time, datum, erstellt, erstellt am, zeit, fecha, data, "
        "tarih, 日期, 时间, 创建时间, 提交时间, 日付, 日時, 날짜, zeitstempel, "
        "eingegangen am, horodateur, date de création, marca temporal, fecha de "
        "creación, carimbo de data/hora, data de criação, informazioni "
        "cronologiche, data di creazione, tijdstempel, aanmaakdatum, tidstämpel, "
        "tidsstempel, tidspunkt, dato, aikaleima, sygnatura czasowa, data "
        "utworzenia, časová značka, időbélyeg, dátum, zaman damgas\u0131, отметка "
        "времени, дата, дата создания, 時間, 建立時間, 时间戳记, "
        "タイムスタンプ, 作成日, 投稿日, 타임스탬프, 작성일"
    ),
    Role.ID: _split(
        "id, ticket id, review id, response id, letter id, complaint id, "
        "comment id, message id, number, nummer, ticketnummer, numéro, número, numero, "
        "numer, číslo, номер, 编号, 編號, 番号, 번호"
    ),
    Role.SCORE: _split(
        "rating, score, stars, nps, star rating, sterne, note, puntuación, puan, "
        "评分, 星级, 評価, 評分, calificación, valutazione, avaliação, beoordeling, "
        "betyg, ocena, hodnocení, оценка, 평점"
    ),
    Role.WRITER_ID: _split(
        "user id, customer id, writer, author id, kunde, 用户, 用户id"
    ),
    Role.WRITER_NAME: _split(
        "name, user name, customer name, full name, author, reviewer, "
        "reviewer name, requester name, sender name, contact name, customer, user, "
        "kundenname, nom, nombre, nome, naam, namn, navn, nimi, imię, "
        "jméno, ad soyad, имя, клиент, 姓名, 用户名, 氏名, 名前, お名前, 이름"
    ),
    Role.WRITER_ADDRESS: _split(
        "email, email address, e-mail, mail, user email, customer email, "
        "author email, requester email, sender email, contact email, from email, "
        "correo, courriel, e-posta, 邮箱, メール, e-mail-adresse, "
        "mailadresse, adresse e-mail, correo electrónico, dirección de correo "
        "electrónico, endereço de e-mail, indirizzo email, e-mailadres, "
        "e-postadress, e-postadresse, sähköposti, adres e-mail, e-mailová adresa, "
        "e-posta adresi, адрес электронной почты, почта, 电子邮件地址, "
        "電子郵件地址, 邮箱地址, メールアドレス, 이메일, 이메일 주소"
    ),
    Role.LANGUAGE: _split("language, lang, locale, sprache, 语言"),
}
