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
        "本文, 내용"
    ),
    Role.TITLE: _split(
        "title, subject, headline, betreff, titel, sujet, titre, asunto, título, "
        "oggetto, titolo, onderwerp, konu, 标题, 主题, 件名, 제목"
    ),
    Role.DATE: _split(
        "created at, created, date, timestamp, submitted at, written at, "
        "date received, received, review date, created time, created date, "
        "submit date, time, datum, erstellt, erstellt am, zeit, fecha, data, "
        "tarih, 日期, 时间, 创建时间, 提交时间, 日付, 日時, 날짜"
    ),
    Role.ID: _split(
        "id, ticket id, review id, response id, letter id, complaint id, "
        "comment id, message id, number, nummer, 编号, 番号"
    ),
    Role.SCORE: _split(
        "rating, score, stars, nps, star rating, sterne, note, puntuación, puan, "
        "评分, 星级, 評価"
    ),
    Role.WRITER_ID: _split(
        "user id, customer id, writer, author id, kunde, 用户, 用户id"
    ),
    Role.WRITER_NAME: _split(
        "name, user name, customer name, full name, author, reviewer, "
        "reviewer name, customer, user, kundenname, nom, nombre, nome, 姓名, "
        "用户名, 氏名"
    ),
    Role.WRITER_ADDRESS: _split(
        "email, email address, e-mail, mail, user email, customer email, "
        "author email, correo, courriel, e-posta, 邮箱, メール"
    ),
    Role.LANGUAGE: _split("language, lang, locale, sprache, 语言"),
}
