9. - null
